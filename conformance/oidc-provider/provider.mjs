// An OpenID provider on loopback, where everybody may sign in by a name alone. Its arguments: the
// port, and the address that people come back to. Who belongs to which group is told to `/groups`.
import http from 'node:http';
import { Provider } from 'oidc-provider';

const [port, callback] = process.argv.slice(2);
const groups = new Map();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'callsheet',
    client_secret: 'between-callsheet-and-its-provider',
    redirect_uris: [callback],
  }],
  // In the ID token itself, as most providers of studios have it.
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, groups: groups.get(id) ?? [] }),
  }),
});

const answer = provider.callback();
const server = http.createServer(async (request, response) => {
  if (request.url !== '/groups') return answer(request, response);
  let body = '';
  for await (const chunk of request) body += chunk;
  for (const [id, names] of Object.entries(JSON.parse(body))) groups.set(id, names);
  response.end();
});
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
