/** Files, and how the file host and sharing misbehave. */
import type { Buffer } from 'node:buffer';
import type { Processing } from './starting.js';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  /** Empty until it is processed. */
  readonly mimetype: string;
  readonly bytes: Buffer;
  readonly user: string;
  readonly urlPrivate: string;
  readonly urlPrivateDownload: string;
  readonly permalink: string;
  readonly ready: boolean;
  readonly deleted: boolean;
  /** Messages that it was shared by. */
  readonly shares: readonly { channel: string; ts: string; threadTs: string | undefined }[];
}

/** How the file host answers a download that has a good token. */
export type DownloadMode =
  | 'normal'
  /** The login page, as when files:read is missing. */
  | 'html'
  /** 302 to another origin of the test's choice. */
  | { redirect: string }
  /** Sends the first half and holds the rest until `release()`. */
  | 'stall'
  /** Says this content type whatever the bytes are. */
  | { contentType: string }
  /** Sends this many bytes instead, without a content-length. */
  | { bytes: number }
  | { status: number };

/** 'never': completeUploadExternal says ok, and no message ever appears; 'late': only after `shareNow`; 'undescribed': never for files with alt_txt (python-slack-sdk#1818). */
export type Sharing = 'at-once' | 'late' | 'never' | 'undescribed';

export interface Files {
  readonly all: readonly StoredFile[];
  readonly uploads: readonly StoredFile[];
  get(id: string): StoredFile | undefined;
  finish(id: string): void;
  /** For uploads of the bot from now on, or for the next n. */
  processing: Processing;
  setSharing(sharing: Sharing, times?: number): void;
  /** Shares what 'late' held back. */
  shareNow(): void;
  setDownloads(mode: DownloadMode, times?: number): void;
  /** Lets stalled downloads end. */
  release(): void;
  /** Requests that reached the file host, with what they carried. */
  readonly requests: readonly FileRequest[];
}

export interface FileRequest {
  at: number;
  method: string;
  path: string;
  authorization: string | undefined;
  status: number;
  /** File id, where the path names one. */
  file: string | undefined;
}
