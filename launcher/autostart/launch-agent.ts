/** macOS: a launch agent of the user. */
import path from 'node:path';
import {
  xmlText,
  type LoginProgram,
  type LoginService,
  type ProgramCall,
} from './login-service.ts';

const LABEL = 'lockstep.launcher';

/** @param home the user's folder; `userId` names his domain for launchctl. */
export function launchAgent(program: LoginProgram, home: string, userId: number): LoginService {
  const file = path.join(home, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const domain = `gui/${String(userId)}`;
  return {
    title: 'launchd (user agent)',
    file,
    text: agentPlist(program),
    encoding: 'utf8',
    register: [call('enable', `${domain}/${LABEL}`)],
    remove: [call('disable', `${domain}/${LABEL}`)],
    // Loaded only at the next login, so that nothing starts while it is being set up.
    query: null,
    otherwise: `launchd did not take it. The file alone starts it at the next login; at once: launchctl bootstrap ${domain} ${file}`,
  };
}

/** @returns the property list; it starts at login and again 60 s after a failure. */
export function agentPlist({ node, args, logFile }: LoginProgram): string {
  const strings = [node, ...args].map((each) => `    <string>${xmlText(each)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${strings.join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>60</integer>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>StandardOutPath</key>
  <string>${xmlText(logFile)}</string>
  <key>StandardErrorPath</key>
  <string>${xmlText(logFile)}</string>
</dict>
</plist>
`;
}

function call(...args: string[]): ProgramCall {
  return { file: 'launchctl', args };
}
