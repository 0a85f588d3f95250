// Loads the driver of a database server when it is first asked for. Drivers are optional: most installs need none.
import { GatewayError } from '../base/errors.ts';

/** @throws GatewayError `store_unusable` with what to install. */
export async function loadDriver<T>(name: 'pg' | 'redis', load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw error;
    throw new GatewayError('store_unusable', {
      message: `This session database needs the package ${name}. Install it beside the gateway: npm install ${name}`,
      cause: error,
    });
  }
}
