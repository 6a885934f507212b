import { workspace } from 'vscode';

/** The proxy of the editor's settings, else of the environment. The editor itself routes only what is imported as "http". */
export function proxyOf(protocol: string): { readonly proxy?: string; readonly noProxy?: readonly string[] } {
  const settings = workspace.getConfiguration('http');
  if (settings.get('proxySupport') === 'off') return {};
  const variable = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const inEnvironment = (name: string) => process.env[name] ?? process.env[name.toLowerCase()] ?? '';
  const proxy = settings.get('proxy', '') || inEnvironment(variable);
  const direct = settings.get<readonly string[]>('noProxy', []);
  return proxy === '' ? {} : { proxy, noProxy: direct.length > 0 ? direct : inEnvironment('NO_PROXY').split(',') };
}
