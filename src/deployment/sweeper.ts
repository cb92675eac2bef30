/** Longest time of one sweep. */
export const sweeperTimeoutSeconds = 60;
