/**
 * Pictures in blocks. An image_url is fetched once by Slack's proxy and kept by its address; a slack_file must be the app's
 * to see, processed, and a png, jpg or gif (docs.slack.dev/reference/block-kit/composition-objects/slack-file-object).
 */
import type { JsonObject } from '../api.js';
import type { Core } from '../core.js';
import { sniff } from '../files/sniff.js';
import { isObject, str } from '../json.js';
import type { InstallationState } from '../world/installation.js';
import { pictures } from './find.js';
import { problem } from './schema.js';

/** "Currently only png, jpg, jpeg, and gif Slack image files are supported." */
const SHOWN = new Set(['png', 'jpg', 'gif']);

/** How long the proxy waits for a picture, ms; empirical. */
const PROXY_TIMEOUT_MS = 10_000;

export async function checkPictures(
  core: Core,
  blocks: readonly JsonObject[],
  bot: InstallationState,
  at = '/blocks',
): Promise<string[]> {
  const found = await Promise.all(
    pictures(blocks).map(async ({ element, at: place }) => {
      if (isObject(element.slack_file)) {
        const bad = refusedFile(core, element.slack_file, bot);
        // python-slack-sdk#1797
        return bad ? [problem('invalid slack file', `${at}${place}/slack_file`)] : [];
      }
      const fine = await fetchPicture(core, str(element.image_url));
      // python-slack-sdk#1782, otiai10/amesh-bot#24
      return fine ? [] : [problem('downloading image failed', `${at}${place}/image_url`)];
    }),
  );
  return found.flat();
}

function refusedFile(core: Core, named: JsonObject, bot: InstallationState): boolean {
  const file = core.files.named(named);
  return !file || file.deleted || !file.ready || !file.visibleTo(bot) || !SHOWN.has(file.filetype);
}

/** True once the proxy has it: fetched without any credentials, answered with 200 and an image's content type. */
async function fetchPicture(core: Core, url: string): Promise<boolean> {
  if (core.proxied.has(url)) return true;
  if (!url.startsWith('https://') && !(core.plainImages && url.startsWith('http://'))) return false;
  try {
    const response = await fetch(url, {
      headers: { 'User-Agent': 'Slack-ImgProxy (+https://api.slack.com/robots)', Accept: 'image/*' },
      signal: AbortSignal.timeout(PROXY_TIMEOUT_MS),
    });
    const type = response.headers.get('content-type') ?? '';
    if (response.status !== 200 || !type.startsWith('image/')) return false;
    const bytes = Buffer.from(await response.arrayBuffer());
    const { width, height } = sniff(bytes, url);
    core.proxied.set(url, { bytes, type, width, height });
    return true;
  } catch {
    return false;
  }
}

/** Slack gives image blocks back with the picture's size, which it refuses to take again (bolt-js#1841). */
export function withSizes(core: Core, blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.map((block) => {
    const picture = block.type === 'image' ? core.proxied.get(str(block.image_url)) : undefined;
    if (!picture) return block;
    const { width, height, bytes } = picture;
    return {
      ...block,
      image_width: width,
      image_height: height,
      image_bytes: bytes.length,
      is_animated: false,
      fallback: `${width}x${height}px image`,
    };
  });
}
