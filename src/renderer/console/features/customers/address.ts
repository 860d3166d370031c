/**
 * Account ids are the platform's own and may hold dots, which in an address would look like a file's ending to whoever delivers
 * the page. A tilde, which no id can hold, stands for a dot there.
 */
export const accountInAddress = (accountId: string): string => accountId.replaceAll('.', '~');

export const accountFromAddress = (text: string): string => text.replaceAll('~', '.');
