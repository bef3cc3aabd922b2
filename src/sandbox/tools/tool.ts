/** A program that the sandbox or the tests run, and the ways to get it. */
export interface Tool {
  /** The program's name on PATH. */
  readonly name: string;
  /** The version that is fetched or built; one on PATH may be another. */
  readonly version: string;
  /** Arguments that make it print and exit 0: whoever answers these is taken. */
  readonly probe: readonly string[];
  /** What does not work without it. */
  readonly neededFor: string;
  /** Without an optional one the sandbox still starts. */
  readonly optional: boolean;
  readonly release?: ToolRelease;
  /** The command's package, for `go install`. */
  readonly goPackage?: string;
  readonly debianPackage?: string;
  readonly homebrewFormula?: string;
  /** Where a person finds out more. */
  readonly website: string;
}

/** An official release: a .tar.gz, and beside it a file of SHA-256 sums. */
export interface ToolRelease {
  readonly baseUrl: string;
  readonly archive: (platform: NodeJS.Platform, architecture: string) => string;
  readonly checksums: string;
}

const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const temporal: Tool = {
  name: 'temporal',
  version: '1.5.1',
  probe: ['--version'],
  neededFor: 'the sandbox’s Temporal server',
  optional: false,
  release: {
    baseUrl: 'https://github.com/temporalio/cli/releases/download/v1.5.1',
    archive: (platform, architecture) => `temporal_cli_1.5.1_${platform}_${goArchitectures[architecture]}.tar.gz`,
    checksums: 'checksums.txt',
  },
  goPackage: 'github.com/temporalio/cli/cmd/temporal',
  homebrewFormula: 'temporal',
  website: 'https://docs.temporal.io/cli',
};

const versitygw: Tool = {
  name: 'versitygw',
  version: '1.7.0',
  probe: ['--version'],
  neededFor: 'the sandbox’s S3 regions',
  optional: false,
  release: {
    baseUrl: 'https://github.com/versity/versitygw/releases/download/v1.7.0',
    archive: (platform, architecture) =>
      `versitygw_v1.7.0_${platform === 'darwin' ? 'Darwin' : 'Linux'}_${architecture === 'x64' ? 'x86_64' : architecture}.tar.gz`,
    checksums: 'checksums.txt',
  },
  goPackage: 'github.com/versity/versitygw/cmd/versitygw',
  homebrewFormula: 'versitygw',
  website: 'https://github.com/versity/versitygw',
};

const recovery = 'recovering a backup by hand (docs/recover-by-hand.md), and its test';

/** A program of the operating system, used by the recovery script alone. */
function systemTool(name: string, debianPackage: string, website: string): Tool {
  return {
    name,
    version: 'any',
    probe: ['--version'],
    neededFor: recovery,
    optional: true,
    debianPackage,
    homebrewFormula: debianPackage,
    website,
  };
}

const age: Tool = {
  ...systemTool('age', 'age', 'https://age-encryption.org'),
  version: '1.2.1',
  goPackage: 'filippo.io/age/cmd/age',
};

export const tools: readonly Tool[] = [
  temporal,
  versitygw,
  age,
  systemTool('zstd', 'zstd', 'https://facebook.github.io/zstd'),
  systemTool('jq', 'jq', 'https://jqlang.org'),
  systemTool('curl', 'curl', 'https://curl.se'),
  { ...systemTool('ssh-keygen', 'openssh-client', 'https://www.openssh.com'), probe: [], homebrewFormula: 'openssh' },
];

export function toolNamed(name: string): Tool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new RangeError(`there is no tool ${name}`);
  return tool;
}
