// The address after #: /view/rest?key=value. Links and the back button work, nothing is sent anywhere.
export interface Route { view: string; rest: string; query: URLSearchParams }

function read(): Route {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = (path ?? '').split('/');
  return { view: view || 'overview', rest: rest.join('/'), query: new URLSearchParams(query ?? '') };
}

export const route = $state<{ now: Route }>({ now: read() });
addEventListener('hashchange', () => { route.now = read(); });

export function link(view: string, query: Record<string, string> = {}): string {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${view}${text ? `?${text}` : ''}`;
}
