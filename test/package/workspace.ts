import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './commands.js';

/** The repository. Only its packed tarball and its examples get into what consumers see. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

const consumers = fileURLToPath(new URL('./consumers/', import.meta.url));

/** Folders of consumers, outside of the repository. */
export interface Workspace {
  readonly tarball: string;
  /** A new folder with a package.json, and what the named consumer has in `consumers`. */
  createProject(name: string, manifest?: object): Promise<string>;
  remove(): Promise<void>;
}

/** Packs the package, as it was built. */
export async function createWorkspace(): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'material-market-package-'));
  const tarball = await pack(root);
  return {
    tarball,
    createProject: async (name, manifest = {}) => {
      const folder = join(root, name);
      await mkdir(folder, { recursive: true });
      if ((await readdir(consumers)).includes(name)) {
        await cp(join(consumers, name), folder, { recursive: true });
      }
      const json = { name: `consumer-${name}`, private: true, ...manifest };
      await writeFile(join(folder, 'package.json'), JSON.stringify(json, null, 2));
      return folder;
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function pack(destination: string): Promise<string> {
  await run(
    ['npm', 'pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination],
    { cwd: repository },
  );
  const [name] = (await readdir(destination)).filter((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack made no tarball');
  return resolve(destination, name);
}
