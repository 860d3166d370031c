/** What `user_version` of a database says that was put back from a backup, until somebody deals with it; 0 in every other. */
export const restoredMark = 1;
