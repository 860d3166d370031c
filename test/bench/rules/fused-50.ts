/**
 * rules-50.json as one function, written by hand: what a programmer would put in place of a rule engine, and so the yardstick for one.
 * Indexes are those of the file.
 */

interface Event50 {
  readonly operation: string;
  readonly client: string;
  readonly asset: string;
  readonly country: string;
  readonly account_country: string;
  readonly credential_result: string;
  readonly user_agent: string;
  readonly os: string;
  readonly identity_level: number;
  readonly factor_count: number;
  readonly hour_utc: number;
  readonly withdrawals_total: number;
  readonly logins_1h: number;
  readonly logins_failed_10m: number;
  readonly logins_failed_24h: number;
  readonly login_devices_7d: number;
  readonly withdrawals_1h: number;
  readonly withdrawals_24h: number;
  readonly api_keys_created_24h: number;
  readonly approvals_denied_10m: number;
  readonly address_failed_10m: number;
  readonly address_accounts_1h: number;
  readonly destination_accounts_30d: number;
  readonly amount_value: number;
  readonly account_age_days: number;
  readonly hours_since_password_change: number;
  readonly hours_since_factor_change: number;
  readonly hours_since_contact_change: number;
  readonly device_age_hours: number;
  readonly device_silent_days: number;
  readonly travel_speed_kmh: number;
  readonly hours_since_last_operation: number;
  readonly average_amount: number;
  readonly largest_amount: number;
  readonly withdrawal_sum_24h: number;
  readonly withdrawal_sum_7d: number;
  readonly balance_value: number;
  readonly network_risk: number;
  readonly device_known: boolean;
  readonly device_is_trusted: boolean;
  readonly country_new: boolean;
  readonly network_new: boolean;
  readonly browser_new: boolean;
  readonly destination_new: boolean;
  readonly is_sub_account: boolean;
  readonly has_passkey: boolean;
  readonly has_authenticator: boolean;
  readonly via_vpn: boolean;
  readonly via_tor: boolean;
  readonly via_hosting: boolean;
}

export function fused50(e: Event50, hits: Uint32Array): number {
  let n = 0;
  switch (e.operation) {
    case 'login': {
      const agent = e.user_agent;
      const country = e.country;
      if (e.logins_failed_10m >= 6) hits[n++] = 0;
      if (e.logins_failed_24h > 20 && e.login_devices_7d >= 3) hits[n++] = 1;
      if (e.address_accounts_1h > 10 && e.address_failed_10m > 15) hits[n++] = 2;
      if (e.credential_result === 'wrong_password' && e.network_new && !e.device_known) hits[n++] = 3;
      if (e.via_tor && !e.device_is_trusted) hits[n++] = 4;
      if (e.via_hosting && (e.client === 'web' || e.client === 'h5')) hits[n++] = 5;
      if (e.travel_speed_kmh > 950 && !e.via_vpn && e.country_new) hits[n++] = 6;
      if (country !== e.account_country && !e.device_known && e.account_age_days > 14) hits[n++] = 7;
      if (agent.includes('Headless') || agent.includes('Selenium') || agent.startsWith('curl/')) hits[n++] = 8;
      if (country === 'KP' || country === 'IR' || country === 'SY' || country === 'CU') hits[n++] = 9;
      if (e.device_known && e.device_silent_days > 120 && e.browser_new) hits[n++] = 10;
      if (e.login_devices_7d > 4 && e.factor_count < 2) hits[n++] = 11;
      if (e.logins_1h >= 12) hits[n++] = 12;
      if ((e.hour_utc < 4 || e.hour_utc >= 23) && e.country_new && e.network_risk > 0.5) hits[n++] = 13;
      if (e.approvals_denied_10m >= 2) hits[n++] = 14;
      break;
    }
    case 'withdrawal': {
      const amount = e.amount_value;
      if (!e.device_known && amount > 500) hits[n++] = 15;
      if (e.device_age_hours < 24 && amount > 2500) hits[n++] = 16;
      if (e.hours_since_password_change < 24 && e.destination_new) hits[n++] = 17;
      if (e.hours_since_factor_change < 48) hits[n++] = 18;
      if (e.hours_since_contact_change < 72 && (e.destination_new || !e.device_is_trusted)) hits[n++] = 19;
      if (amount > 4 * e.average_amount && amount > 300) hits[n++] = 20;
      if (amount > 1.5 * e.largest_amount && e.withdrawals_total >= 3) hits[n++] = 21;
      if (amount >= 0.92 * e.balance_value && e.balance_value > 1500) hits[n++] = 22;
      if (e.withdrawal_sum_24h + amount > 40000) hits[n++] = 23;
      if (e.withdrawal_sum_7d + amount > 150000 && e.identity_level < 3) hits[n++] = 24;
      if (e.withdrawals_1h >= 3) hits[n++] = 25;
      if (e.withdrawals_24h > 6 && e.average_amount > 0) hits[n++] = 26;
      if (e.withdrawals_24h >= 4 && amount > 800 && amount < 1000) hits[n++] = 27;
      if (amount > 1200 && (e.asset === 'XMR' || e.asset === 'ZEC' || e.asset === 'DASH')) hits[n++] = 28;
      if (e.destination_accounts_30d >= 4 && e.destination_new) hits[n++] = 29;
      if (e.identity_level < 1 && amount > 900) hits[n++] = 30;
      if (!e.has_passkey && !e.has_authenticator && amount > 200) hits[n++] = 31;
      if (e.hours_since_last_operation > 2000 && amount > 1000 && !e.device_is_trusted) hits[n++] = 32;
      if (e.hour_utc >= 1 && e.hour_utc < 5 && amount > 8000) hits[n++] = 33;
      break;
    }
    case 'api_key_create':
      if (!e.device_known) hits[n++] = 34;
      if (e.api_keys_created_24h >= 3) hits[n++] = 35;
      if (e.via_tor || (e.via_vpn && e.network_risk > 0.6)) hits[n++] = 36;
      if (e.hours_since_password_change < 12) hits[n++] = 37;
      break;
    case 'api_key_edit':
      if (!e.device_known) hits[n++] = 34;
      if (e.via_tor || (e.via_vpn && e.network_risk > 0.6)) hits[n++] = 36;
      break;
    case 'api_key_delete':
      if (e.via_tor || (e.via_vpn && e.network_risk > 0.6)) hits[n++] = 36;
      break;
    case 'security_setting_change':
      if (e.network_new && !e.device_is_trusted) hits[n++] = 38;
      if (e.network_risk >= 0.85 || e.via_tor) hits[n++] = 39;
      break;
    case 'trusted_device_add':
    case 'trusted_device_remove':
      if (e.country_new) hits[n++] = 40;
      break;
    case 'passkey_add':
    case 'passkey_remove':
      if (e.hours_since_factor_change < 2) hits[n++] = 41;
      break;
    case 'withdrawal_address_add':
      if (e.device_age_hours < 12) hits[n++] = 42;
      break;
    case 'c2c_trade':
      if (!e.device_known && e.amount_value > 0.5 * e.balance_value) hits[n++] = 43;
      if (e.account_age_days < 5 && e.amount_value > 8 * e.average_amount) hits[n++] = 44;
      break;
  }
  if (e.browser_new && (e.os === 'Windows 7' || e.os === 'Android 6')) hits[n++] = 45;
  if (e.network_risk > 0.9 && e.operation !== 'deposit_address_view') hits[n++] = 46;
  if (e.hours_since_password_change < 24 && e.hours_since_factor_change < 24 && e.hours_since_contact_change < 24) hits[n++] = 47;
  if (e.is_sub_account && e.country !== e.account_country && e.client !== 'api' && e.client !== 'third_party') hits[n++] = 48;
  if (e.country_new && e.network_new && e.browser_new && !e.device_known) hits[n++] = 49;
  return n;
}
