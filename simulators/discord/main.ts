/** `npm run fake:discord`: the fake on its own, on fixed ports and on real time, with a page to use the bot by hand as several people. */
import { startFakeDiscord } from './index.js';
import { servePage } from './page/server.js';

/** The CDN has the next one; 0 lets the system choose both. */
const port = Number(process.env.FAKE_DISCORD_PORT ?? 4800);

const discord = await startFakeDiscord({
  port,
  cdnPort: port === 0 ? 0 : port + 1,
  clock: 'running',
  // The same at each start, so that the bot's settings stay as they are.
  applicationId: '1200000000000000001',
  token: 'MTIwMDAwMDAwMDAwMDAwMDAwMQ.fake.token-for-the-local-discord',
});

const studio = discord.guild({ name: 'Studio' });
const art = studio.channel('art');
studio.channel('sketches');
art.thread('night paintings');
const elsewhere = discord.guild({ name: 'Elsewhere (without the bot)', bot: false });
elsewhere.channel('general');

const ann = discord.user('Ann', { installed: true });
const ben = discord.user('Ben');
const chie = discord.user('Chie', { locale: 'ja' });
const dora = discord.user('Dora', { locale: 'de' });
studio.join(ann, { admin: true });
for (const person of [ben, chie, dora]) studio.join(person);
for (const person of [ann, ben]) elsewhere.join(person);

servePage(discord);

console.log(`A Discord to try the bot with: ${discord.apiUrl.replace(/api$/u, '')}\n\nStart the bot with\n`);
for (const [name, value] of Object.entries(discord.env)) console.log(`  export ${name}=${value}`);
// Of its own, beside a bot that already runs here.
console.log('  export PORT=8090 DATA_DIR=data/fake-discord\n  npm start');
console.log(
  '\nIts web chat is then at http://localhost:8090. Ctrl+C stops this Discord; nothing of it is kept.',
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void discord.close());
