/** What `heic.ts` uses of libheif's JavaScript interface (bindings/javascript of strukturag/libheif, and Emscripten's memory). */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  interface HeifError {
    code: unknown;
    message: string;
  }
  interface HeifHandle {
    /** Embind's: the address of the C++ object. */
    $$: { ptr: number };
  }
  interface HeifPlane {
    width: number;
    height: number;
    /** Bytes of a row. */
    stride: number;
    data: Uint8Array;
  }
  interface Libheif {
    heif_error_code: { heif_error_Ok: unknown };
    heif_chroma: { heif_chroma_interleaved_RGB: unknown; heif_chroma_interleaved_RGBA: unknown };
    heif_colorspace: { heif_colorspace_RGB: unknown };
    heif_context_alloc(): unknown;
    heif_context_read_from_memory(context: unknown, bytes: Uint8Array): HeifError;
    heif_js_context_get_primary_image_handle(context: unknown): HeifHandle | HeifError;
    heif_image_handle_get_width(handle: HeifHandle): number;
    heif_image_handle_get_height(handle: HeifHandle): number;
    heif_image_handle_has_alpha_channel(handle: HeifHandle): number;
    heif_js_decode_image2(
      handle: HeifHandle,
      space: unknown,
      chroma: unknown,
    ): Promise<{ channels: [HeifPlane] } | HeifError>;
    _heif_image_handle_get_raw_color_profile_size(handle: number): number;
    _heif_image_handle_get_raw_color_profile(error: number, handle: number, out: number): void;
    _malloc(length: number): number;
    HEAPU8: Uint8Array;
  }
  export default function createLibheif(): Libheif;
}
