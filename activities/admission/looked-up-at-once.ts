/** Runs asked about at once: enough that a thousand take seconds, few enough that a server does not feel them. */
export const lookedUpAtOnce = 20;
