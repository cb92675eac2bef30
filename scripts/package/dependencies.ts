/**
 * Checks what a consumer installs along with this package: known vulnerabilities, by `npm audit`,
 * and licences, by the lock file. A registry without an audit service cannot answer the first; the
 * check is then reported as SKIPPED, not as passed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAllowedLicence } from './licences.js';

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  /** A devDependency that is an optional peer of a production package as well. */
  readonly devOptional?: boolean;
  readonly optional?: boolean;
}

interface AuditReport {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly vulnerabilities?: Readonly<Record<string, AuditFinding>>;
}

interface AuditFinding {
  readonly name: string;
  readonly severity: string;
  readonly range: string;
}

const auditOk = checkVulnerabilities();
const licencesOk = checkLicences();
process.exitCode = auditOk && licencesOk ? 0 : 1;

function checkVulnerabilities(): boolean {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
  const report = JSON.parse(stdout || '{}') as AuditReport;
  if (report.vulnerabilities === undefined) {
    return auditUnavailable(report.message ?? report.error?.summary ?? 'npm audit gave no report');
  }
  const findings = Object.values(report.vulnerabilities);
  for (const { name, severity, range } of findings) {
    console.error(`FAIL     vulnerabilities: ${name} ${range} (${severity})`);
  }
  if (findings.length === 0) console.log('ok       vulnerabilities: none known');
  return findings.length === 0;
}

/**
 * Fails only where an answer is required, as before a release: `MATERIAL_MARKET_REQUIRE_AUDIT=1`.
 * Registries that mirror packages for a closed network often have no audit service.
 */
function auditUnavailable(message: string): boolean {
  const isRequired = process.env.MATERIAL_MARKET_REQUIRE_AUDIT === '1';
  const reason = message.replaceAll(/https?:\/\/\S+/g, 'the registry');
  console.error(
    `${isRequired ? 'FAIL   ' : 'SKIPPED'}  vulnerabilities: not known, the registry answered no audit (${reason})`,
  );
  return !isRequired;
}

function checkLicences(): boolean {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  const production = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  const refused = production.flatMap(([path, locked]) => {
    const licence = locked.license ?? licenceInstalled(path);
    return licence !== undefined && isAllowedLicence(licence)
      ? []
      : [`${path} ${locked.version}: ${licence ?? 'no licence'}`];
  });
  for (const line of refused) console.error(`FAIL     licences: ${line}`);
  if (production.length === 0) console.error('FAIL     licences: the lock file names no packages');
  if (refused.length === 0) {
    console.log(`ok       licences: ${production.length} packages, all permissive`);
  }
  return refused.length === 0 && production.length > 0;
}

/** What the package itself says, where the lock file does not. */
function licenceInstalled(path: string): string | undefined {
  const file = join(path, 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { license?: string }).license;
}
