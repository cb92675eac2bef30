import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's default chain of credential providers in the handlers: Lambda gives a
 * function its credentials by environment variables. The others of the chain (single sign-on,
 * profiles, instance metadata) would be a quarter of each bundle.
 */
export const defaultProvider = () => fromEnv();
