import type { ReactNode } from 'react';
import { actions, buttons, type Action } from '../../src/demo/buttons.ts';
import type { DemoState } from '../../src/example.ts';

const groups = [...new Set(actions.map((action) => buttons[action].group))];
// Where colours are the reader's, a wider border tells what a colour told, and moves nothing.
const current = 'border-due inset-ring inset-ring-due forced-colors:border-3 forced-colors:px-2.5 forced-colors:py-2';
const remedy = 'border-good inset-ring inset-ring-good';

/**
 * The buttons. None is ever disabled, so that none loses the focus; a burst during a burst is none. A fault that lasts
 * is the current one of its group, not pressed: pressing it again does not end it.
 */
export function Controls({ fault, bursting, act }: DemoState & { act(action: Action): Promise<void> }): ReactNode {
  const button = (action: Action): ReactNode => {
    const { title, hint, fault: lasts } = buttons[action];
    const isBursting = action === 'burst' && bursting;
    const isCurrent = action === fault || isBursting;
    return (
      <button
        key={action}
        className={isCurrent ? current : action === 'normal' ? remedy : ''}
        type="button"
        data-action={action}
        aria-current={lasts === undefined ? undefined : action === fault}
        aria-disabled={isBursting || undefined}
        aria-describedby={`hint-${action}`}
        onClick={() => void act(action)}
      >
        <b>{title}</b>
        <small id={`hint-${action}`} className="muted" aria-hidden="true">
          {hint}
        </small>
      </button>
    );
  };
  return (
    <section
      id="controls"
      className="grid gap-gap focus:outline-none xl:grid-cols-[1fr_2fr_4fr_1fr]"
      aria-label="What to do to them"
      tabIndex={-1}
    >
      {groups.map((group) => (
        <fieldset className="grid min-w-0 fit-cols-[8.5rem] gap-2" key={group}>
          <legend className="muted">{group}</legend>
          {actions.filter((action) => buttons[action].group === group).map(button)}
        </fieldset>
      ))}
    </section>
  );
}
