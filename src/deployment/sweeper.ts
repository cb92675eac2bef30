/** How often the sweeper runs. */
export const sweepIntervalSeconds = 60;

/** Longest time of one sweep. */
export const sweeperTimeoutSeconds = 60;
