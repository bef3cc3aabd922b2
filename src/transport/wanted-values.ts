/** What one connection should be able to fill: a fast line to another continent's edge. */
const lineBytesPerSecond = 200e6 / 8;
const roundTripS = 0.08;

/**
 * The largest buffer that a socket may need. The line itself holds 2 MB (bandwidth times round trip); BBR keeps up to
 * twice that in flight, lost packets wait for their second journey as long again, and the kernel counts its own
 * overhead, about as much as the payload: eight times 2 MB, rounded up to 16 MiB.
 */
export const neededBufferBytes = 2 ** Math.ceil(Math.log2(lineBytesPerSecond * roundTripS * 8));

/** The name that the kernel and sysctl give it. */
export const wantedControl = 'bbr';

/** Fast Open for connections that this host opens; bit 2 would be for a server (ip-sysctl, tcp_fastopen). */
export const fastOpenClientBit = 1;
