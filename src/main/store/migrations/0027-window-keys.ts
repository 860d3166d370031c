import { type Dialect, ddl, type Migration } from './kit.ts';

const statements = (dialect: Dialect): readonly string[] => [
  ...ddl(dialect, 'ALTER TABLE operations ADD COLUMN address_key TEXT; ALTER TABLE operations ADD COLUMN destination_key TEXT'),
  // Of what is there, IPv6 addresses stay each for itself: their windows begin anew. Destinations are brought together as far as SQL can tell.
  `UPDATE operations SET address_key = address, destination_key = CASE
     WHEN destination LIKE '0x%' THEN '0x' || ltrim(lower(substr(destination, 3)), '0')
     WHEN upper(destination) = destination OR destination LIKE '%@%' THEN lower(replace(destination, ' ', ''))
     ELSE replace(destination, ' ', '') END
   WHERE address IS NOT NULL OR destination IS NOT NULL`,
  'DROP INDEX operations_by_address',
  'CREATE INDEX operations_by_address ON operations (address_key, kind, created_at, credential_result, account_id) WHERE address_key IS NOT NULL',
  'DROP INDEX operations_by_destination',
  `CREATE INDEX operations_by_destination ON operations (destination_key, created_at, account_id, kind, value_cents)
   WHERE destination_key IS NOT NULL`,
];

/** Windows count an IPv6 network as one address, and a destination in one spelling. */
export const migration: Migration = { number: 27, name: 'window-keys', statements };
