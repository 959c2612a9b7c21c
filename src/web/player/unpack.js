// SPDX-License-Identifier: GPL-3.0-or-later
// What the page holds compressed.

// Unpacks base64 of gzip: its result is a Response, for its bytes or text.
export async function unpack(base64) {
  const text = atob(base64), packed = new Uint8Array(text.length);
  for (let i = 0; i < packed.length; i++) packed[i] = text.charCodeAt(i);
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
}
