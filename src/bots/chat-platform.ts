/** A platform's connection to the session, and what it is given to stand on. Each lives in a folder of its own. */
import type { FastifyInstance } from 'fastify';
import type { Preset } from '../domain/preset.js';
import type { BlobStore } from '../queue/storage/blobs.js';
import type { KeyValueStore } from '../queue/storage/local-key-value.js';
import type { SharedKeyValueStore } from '../queue/storage/shared-key-value.js';
import type { ChatAdapter } from './chat-adapter.js';
import type { Communities } from './community.js';
import type { Refusals } from './last-refusals.js';
import type { PictureTools } from './media/picture-tools.js';
import type { ThumbnailCache } from './media/thumbnails.js';
import type { Session } from './session.js';

export interface ChatPlatformPorts {
  session: Session;
  communities: Communities;
  /** For moderators: the last pictures that screening has refused. */
  refusals: Refusals;
  presets: readonly Preset[];
  presetPicture(preset: Preset): Promise<Uint8Array>;
  blobs: Pick<BlobStore, 'get'>;
  pictures: PictureTools;
  /** Shared by all platforms. */
  thumbnails: ThumbnailCache;
  /** What it has to find again after a restart, on this machine. */
  store: KeyValueStore;
  /** What all bots share. */
  sharedStore: SharedKeyValueStore;
  /**
   * The HTTP server for the outside, which does not listen yet: it is reached under any name and from any site, so each route on
   * it knows friend from foe by itself (a signature, an address that cannot be guessed).
   */
  publicServer: FastifyInstance;
  /** One line for the operator: something went wrong and was got over. */
  onLog(line: string): void;
  /** One line for the operator: it is connected, and as what. */
  onConnected(line: string): void;
  /** Called for defects and failed deliveries. */
  onError(error: unknown): void;
}

export interface ChatPlatform {
  readonly adapter: ChatAdapter;
  /**
   * Begins to listen. Rejects with invalid_input where a setting is wrong (a token that the platform does not accept); a
   * platform that cannot be reached is no reason to reject: it is retried until it can.
   */
  start(): Promise<void>;
  /** Takes no more commands; edits that are under way may end. */
  close(): Promise<void>;
}

/** A platform of the settings, by its name as in `ChatAdapter.name`. */
export interface ChatPlatformFactory {
  name: string;
  create(ports: ChatPlatformPorts): ChatPlatform | Promise<ChatPlatform>;
}
