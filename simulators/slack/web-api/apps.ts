/** auth.test, apps.connections.open, team.info, bots.info. */
import type { JsonObject } from '../api.js';
import { defined, str } from '../json.js';
import { Refusal } from '../refusal.js';
import type { Method } from './method.js';

export const appMethods: Record<string, Method> = {
  'auth.test': {
    tier: 'special',
    run: ({ core, bot }) =>
      defined({
        url: `https://${bot.workspace.domain}.slack.com/`,
        team: bot.workspace.name,
        user: core.app.name.toLowerCase(),
        team_id: bot.workspace.id,
        user_id: bot.botUserId,
        bot_id: bot.botId,
        enterprise_id: bot.workspace.enterprise?.id,
        is_enterprise_install: bot.orgWide,
      }),
  },
  'apps.connections.open': { tier: 1, token: 'app', run: ({ core }) => ({ url: core.socket.address() }) },
  'team.info': {
    tier: 3,
    scopes: ['team:read'],
    run: ({ bot: { workspace } }) => ({
      team: {
        id: workspace.id,
        name: workspace.name,
        domain: workspace.domain,
        url: `https://${workspace.domain}.slack.com/`,
        email_domain: '',
        ...enterpriseFields(workspace.enterprise),
      },
    }),
  },
  'bots.info': {
    tier: 3,
    scopes: ['users:read'],
    run: ({ core, bot, args }) => {
      if (args.bot !== undefined && str(args.bot) !== bot.botId) throw new Refusal('bot_not_found');
      const icons = { image_36: '', image_48: '', image_72: '' };
      const { name, id: app_id } = core.app;
      return {
        bot: { id: bot.botId, deleted: false, name, updated: 0, app_id, user_id: bot.botUserId, icons },
      };
    },
  },
};

function enterpriseFields(enterprise: { id: string; name: string } | undefined): JsonObject {
  return enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {};
}
