/** oauth.v2.access: docs.slack.dev/reference/methods/oauth.v2.access */
import { defined, str } from '../json.js';
import { Refusal } from '../refusal.js';
import type { Method } from './method.js';

export const oauthMethods: Record<string, Method> = {
  'oauth.v2.access': {
    tier: 'special',
    token: 'none',
    run: ({ core, args, basic }) => {
      const { app } = core;
      if ((basic?.user ?? str(args.client_id)) !== app.clientId) throw new Refusal('invalid_client_id');
      if ((basic?.password ?? str(args.client_secret)) !== app.clientSecret)
        throw new Refusal('bad_client_secret');
      const { person, scopes, redirectUri, orgWide } = core.codes.take(str(args.code));
      if (redirectUri !== undefined && str(args.redirect_uri) !== redirectUri) {
        throw new Refusal('bad_redirect_uri');
      }
      const { workspace } = person;
      const bot = workspace.install({ scopes, orgWide });
      return defined({
        app_id: app.id,
        authed_user: { id: person.id },
        scope: bot.scopes.join(','),
        token_type: 'bot',
        access_token: bot.botToken,
        bot_user_id: bot.botUserId,
        team: orgWide ? null : { id: workspace.id, name: workspace.name },
        enterprise: workspace.enterprise ?? null,
        is_enterprise_install: orgWide,
      });
    },
  },
};
