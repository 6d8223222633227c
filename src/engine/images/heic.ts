/**
 * HEIC photos, as phones make them, by libheif in WebAssembly (libheif-js, imported only here): the HEVC in them is not part of
 * sharp's libvips. libheif turns the picture upright itself, as the file's own properties say (ISO/IEC 23008-12, irot and imir).
 */
import createLibheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import type { Size } from './pixels.js';
import { plainTiff } from './plain-tiff.js';

/** Upright size and transparency, by the header. Throws where it cannot be read. */
export function heicSize(bytes: Uint8Array): Size & { hasAlpha: boolean } {
  const heif = createLibheif();
  const handle = open(heif, bytes);
  return {
    width: heif.heif_image_handle_get_width(handle),
    height: heif.heif_image_handle_get_height(handle),
    hasAlpha: heif.heif_image_handle_has_alpha_channel(handle) !== 0,
  };
}

/** The picture as a TIFF with its colour profile. Throws where it cannot be read. */
export async function heicToTiff(bytes: Uint8Array): Promise<Uint8Array> {
  const heif = createLibheif();
  const handle = open(heif, bytes);
  const channels = heif.heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  const { heif_chroma_interleaved_RGB: rgb, heif_chroma_interleaved_RGBA: rgba } = heif.heif_chroma;
  const { heif_colorspace_RGB: space } = heif.heif_colorspace;
  const image = await heif.heif_js_decode_image2(handle, space, channels === 3 ? rgb : rgba);
  if (!('channels' in image)) throw new Error(`libheif: ${image.message}`);
  const [{ width, height, stride, data }] = image.channels;
  const profile = profileOf(heif, handle);
  const pixels = withoutPadding(data, height, stride, width * channels);
  return plainTiff({ width, height, channels, data: pixels, ...(profile && { profile }) });
}

/** The primary picture. A module has a memory of its own, which goes with it: nothing is freed by hand. */
function open(heif: Libheif, bytes: Uint8Array): Handle {
  const context = heif.heif_context_alloc();
  const read = heif.heif_context_read_from_memory(context, bytes);
  if (read.code !== heif.heif_error_code.heif_error_Ok) throw new Error(`libheif: ${read.message}`);
  const handle = heif.heif_js_context_get_primary_image_handle(context);
  if ('code' in handle) throw new Error(`libheif: ${handle.message}`);
  return handle;
}

/** The ICC profile, where the file has one: phones embed Display P3. */
function profileOf(heif: Libheif, handle: Handle): Uint8Array | undefined {
  const { ptr } = handle.$$;
  const length = heif._heif_image_handle_get_raw_color_profile_size(ptr);
  if (length === 0) return undefined;
  const at = heif._malloc(length);
  const error = heif._malloc(ERROR_SIZE);
  heif._heif_image_handle_get_raw_color_profile(error, ptr, at);
  return heif.HEAPU8.slice(at, at + length);
}

/** Bytes of libheif's `heif_error`: two codes and an address. Returned through a first argument, as WebAssembly's C does. */
const ERROR_SIZE = 12;

/** Rows of `stride` bytes -> rows of `length` bytes. */
function withoutPadding(data: Uint8Array, height: number, stride: number, length: number): Uint8Array {
  if (stride === length) return data;
  const out = new Uint8Array(height * length);
  for (let y = 0; y < height; y++) out.set(data.subarray(y * stride, y * stride + length), y * length);
  return out;
}

type Libheif = ReturnType<typeof createLibheif>;
type Handle = Exclude<ReturnType<Libheif['heif_js_context_get_primary_image_handle']>, { code: unknown }>;
