/**
 * One call of the Web API from its arguments to its answer: scripted faults, token, scopes, rate, then the method itself.
 * Refusals are answered with status 200 and `ok: false`, only ratelimited with 429 (docs.slack.dev/apis/web-api).
 */
import type { FaultAnswer, JsonObject } from '../api.js';
import type { Core } from '../core.js';
import { defined, str, wire } from '../json.js';
import { Refusal } from '../refusal.js';
import type { InstallationState } from '../world/installation.js';
import type { Method } from './method.js';
import { missingScope } from './method.js';
import type { ApiRequest } from './request.js';
import { METHODS } from './table.js';

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: JsonObject;
  /** The connection is cut instead. */
  cut: boolean;
}

export async function answerCall(core: Core, method: string, request: ApiRequest): Promise<ApiAnswer> {
  const fault = core.faults.take(method, request.args);
  if (fault === 'hang') await core.faults.hang();
  const answer = planned(fault) ?? (await run(core, method, request));
  if (fault === 'done-but-cut') answer.cut = true;
  if (fault === 'done-but-500') answer.status = 500;
  if (typeof fault === 'object' && 'changed' in fault) answer.body = fault.changed(answer.body);
  core.calls.add({
    method,
    args: wire(request.args),
    token: request.token,
    team: core.tokens.get(request.token ?? '')?.workspace.id,
    at: core.clock.now(),
    status: answer.cut ? 0 : answer.status,
    ok: answer.body.ok === true,
    error: answer.body.error === undefined ? undefined : str(answer.body.error),
    response: answer.body,
  });
  return answer;
}

function planned(fault: FaultAnswer | undefined): ApiAnswer | undefined {
  if (fault === 'cut') return { ...refused(new Refusal('cut')), cut: true };
  if (fault === undefined || typeof fault === 'string' || 'changed' in fault) return undefined;
  if ('ratelimited' in fault) return rateLimited(fault.ratelimited);
  if ('status' in fault) return { ...refused(new Refusal('internal_error')), status: fault.status };
  const { error, messages } = fault;
  return refused(new Refusal(error, messages ? { errors: messages, response_metadata: { messages } } : {}));
}

async function run(core: Core, name: string, request: ApiRequest): Promise<ApiAnswer> {
  const method = METHODS[name];
  try {
    if (!method) throw new Refusal('unknown_method', { req_method: name });
    const bot = authorise(core, method, request.token);
    const { scopes } = method;
    if (bot && scopes && !scopes.some((scope) => bot.has(scope))) throw missingScope(scopes, bot);
    const team = bot?.workspace.id ?? 'app';
    const wait = core.rates.take(team, name, method.tier, str(request.args.channel));
    if (wait > 0) return rateLimited(wait);
    const body = await method.run({
      core,
      args: request.args,
      bot: bot as InstallationState,
      basic: request.basic,
    });
    return { status: 200, headers: scopeHeaders(method, bot), body: wire({ ok: true, ...body }), cut: false };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

/** The installation of the token; undefined for an app-level token or none, where the method wants that. */
function authorise(core: Core, method: Method, token: string | undefined): InstallationState | undefined {
  const wants = method.token ?? 'bot';
  if (wants === 'none') return undefined;
  if (!token) throw new Refusal('not_authed');
  const bot = core.tokens.get(token);
  if (wants === 'app') {
    if (bot) throw new Refusal('not_allowed_token_type');
    if (token !== core.app.appToken) throw new Refusal('invalid_auth');
    return undefined;
  }
  if (token === core.app.appToken) throw new Refusal('not_allowed_token_type');
  if (!bot) throw new Refusal('invalid_auth');
  if (bot.state === 'revoked') throw new Refusal('token_revoked');
  if (bot.state === 'uninstalled' || bot.inactive) throw new Refusal('account_inactive');
  return bot;
}

function scopeHeaders(method: Method, bot: InstallationState | undefined): Record<string, string> {
  if (!bot) return {};
  return {
    'x-oauth-scopes': bot.scopes.join(','),
    ...(method.scopes ? { 'x-accepted-oauth-scopes': method.scopes.join(',') } : {}),
  };
}

function refused(refusal: Refusal): ApiAnswer {
  const body = wire(defined({ ok: false, error: refusal.code, ...refusal.extra }));
  return { status: 200, headers: {}, body, cut: false };
}

function rateLimited(seconds: number): ApiAnswer {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
    cut: false,
  };
}
