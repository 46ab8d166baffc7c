/** A process that serves an EA, closes its link and has nothing left to do. */
import { EaLink } from '../../messaging/ea-link.ts';
import { RecordingListener } from './link-listener.ts';
import { RawZmtpPeer, SECRET } from './raw-zmtp-peer.ts';

const expected = { secret: SECRET, role: 'slave' as const, login: null, server: null };
const link = await EaLink.bind(0, expected, new RecordingListener());
const running = link.run();
const peer = await RawZmtpPeer.welcomed(link.port);
const idle = await RawZmtpPeer.open(link.port);
const asked = link
  .request('q', { action: 'GET_POSITIONS', params: {} }, 600_000)
  .catch((error: unknown) => error);
await link.close();
await Promise.all([running, asked, peer.closing(), idle.closing()]);
process.stdout.write('closed\n');
