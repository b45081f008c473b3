// The plan that is shown, for the head above all views.
import { get, type Overview } from './api';

/** null: none yet. */
export const shown = $state<{ plan: Overview | null }>({ plan: null });

export async function look_at_plan(): Promise<void> {
  try { shown.plan = await get<Overview>('overview'); } catch { /* a workspace may be without a plan */ }
}
