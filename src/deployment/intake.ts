/** Longest time of one invocation of the intake. */
export const intakeTimeoutSeconds = 15;
