import { createRequire } from 'node:module';

/** The calls of the C library that we need. Those of sockets answer 0 or a descriptor, or minus the error's number. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: Buffer): number;
  /** What the kernel wrote, or minus the error's number. */
  getsockopt(fd: number, level: number, name: number, sizeBytes: number): Buffer | number;
  close(fd: number): number;
  /** How memory is allotted; 1 where it was understood. Glibc has it, musl has not. */
  mallopt?(parameter: number, value: number): number;
}

/** Either the calls, or one line that says why there are none. */
export type LibcAnswer = { readonly libc: Libc } | { readonly unavailable: string };

export interface LibcSource {
  readonly platform: string;
  readonly arch: string;
  /** Gives the module koffi, or throws. */
  readonly load: () => unknown;
}

/** What is used of koffi. `func` gives a function of the signature that is written in its text. */
interface Koffi {
  load(path: string): { func(signature: string): (...args: readonly unknown[]) => number };
  errno(): number;
}

const thisProcess: LibcSource = {
  platform: process.platform,
  arch: process.arch,
  load: () => createRequire(__filename)('koffi'),
};

let loaded: LibcAnswer | undefined;

/** Loads the C library by koffi, once a process. Never throws. */
export function loadLibc(source: LibcSource = thisProcess): LibcAnswer {
  if (source !== thisProcess) return load(source);
  loaded ??= load(source);
  return loaded;
}

/** glibc; musl as Alpine names it (its libc.so is the loader too). */
const namesOf = (arch: string): readonly string[] => [
  'libc.so.6',
  `libc.musl-${{ x64: 'x86_64', arm64: 'aarch64' }[arch] ?? arch}.so.1`,
];

function load({ platform, arch, load: loadKoffi }: LibcSource): LibcAnswer {
  if (platform !== 'linux') return { unavailable: `not Linux: ${platform}` };
  let koffi: Koffi;
  try {
    // The package's own types say the same; here they are narrowed to what is used.
    koffi = loadKoffi() as Koffi;
  } catch {
    return { unavailable: 'koffi is not installed (an optional dependency: npm install without --omit=optional)' };
  }
  for (const name of namesOf(arch)) {
    try {
      return { libc: bind(koffi, name) };
    } catch {
      // The next name.
    }
  }
  return { unavailable: `no C library that koffi can load: tried ${namesOf(arch).join(', ')}` };
}

function bind(koffi: Koffi, path: string): Libc {
  const library = koffi.load(path);
  const socket = library.func('int socket(int domain, int type, int protocol)');
  const set = library.func('int setsockopt(int fd, int level, int name, const uint8_t *value, uint32_t length)');
  const get = library.func(
    'int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)',
  );
  const close = library.func('int close(int fd)');
  const answer = (result: number): number => (result < 0 ? -koffi.errno() : result);
  return {
    socket: (domain, type, protocol) => answer(socket(domain, type, protocol)),
    setsockopt: (fd, level, name, value) => answer(set(fd, level, name, value, value.length)),
    getsockopt: (fd, level, name, sizeBytes) => {
      const value = Buffer.alloc(sizeBytes);
      const length = [sizeBytes];
      const result = answer(get(fd, level, name, value, length));
      return result < 0 ? result : value.subarray(0, length[0]);
    },
    close: (fd) => answer(close(fd)),
    ...malloptOf(library),
  };
}

function malloptOf(library: ReturnType<Koffi['load']>): Pick<Libc, 'mallopt'> {
  try {
    return { mallopt: library.func('int mallopt(int parameter, int value)') };
  } catch {
    return {};
  }
}
