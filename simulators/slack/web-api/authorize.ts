/** OAuth's first page, where somebody allows the app: docs.slack.dev/authentication/installing-with-oauth */
import type { ServerResponse } from 'node:http';
import type { Core } from '../core.js';
import { Refusal } from '../refusal.js';
import type { PersonState } from '../world/person.js';

export interface Approval {
  /** Presses Cancel instead. */
  deny?: boolean;
  orgWide?: boolean;
}

/** Where the browser is sent once this person has decided on the page at `address`. */
export function decide(core: Core, address: URL, person: PersonState, approval: Approval = {}): string {
  const query = address.searchParams;
  if (query.get('client_id') !== core.app.clientId) throw new Refusal('invalid_client_id');
  const scopes = (query.get('scope') ?? '').split(/[ ,]+/).filter(Boolean);
  if (scopes.length === 0) throw new Refusal('no_scopes');
  const redirectUri = query.get('redirect_uri') ?? undefined;
  const allowed = core.manifest.redirectUrls;
  const target = redirectUri ?? allowed?.[0];
  if (target === undefined) throw new Refusal('bad_redirect_uri');
  if (allowed && !allowed.some((prefix) => target.startsWith(prefix))) throw new Refusal('bad_redirect_uri');
  const back = new URL(target);
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  if (approval.deny) back.searchParams.set('error', 'access_denied');
  else {
    const orgWide = approval.orgWide ?? false;
    back.searchParams.set('code', core.codes.create({ person, scopes, redirectUri, orgWide }));
  }
  return back.toString();
}

/** Shows who may allow it; with `as` and `answer` in the address it is decided. */
export function authorizePage(core: Core, url: URL, response: ServerResponse): void {
  const person = core.users.get(url.searchParams.get('as') ?? '');
  try {
    if (person) {
      const deny = url.searchParams.get('answer') === 'deny';
      response.writeHead(302, { location: decide(core, url, person, { deny }) }).end();
      return;
    }
    html(response, 200, people(core, url));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    html(response, 400, `<h1>Something went wrong</h1><p>${error.code}</p>`);
  }
}

function people(core: Core, url: URL): string {
  const rows = [...core.users.values()].map((person) => {
    const link = (answer: string) => {
      const to = new URL(url);
      to.searchParams.set('as', person.id);
      to.searchParams.set('answer', answer);
      return to.href.replaceAll('&', '&amp;');
    };
    return `<p>${person.name} in ${person.workspace.name}:
      <a href="${link('allow')}">Allow</a> <a href="${link('deny')}">Cancel</a></p>`;
  });
  return `<h1>${core.app.name} asks to join a workspace</h1>${rows.join('')}`;
}

function html(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!DOCTYPE html><meta charset="utf-8"><title>Fake Slack</title>${body}`);
}
