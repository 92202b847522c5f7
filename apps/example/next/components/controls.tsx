import type { ReactNode } from 'react';
import { actions, buttonOf, type Action } from '../../src/demo/buttons.ts';
import type { DemoState } from '../../src/example.ts';

interface ControlsProps extends Pick<DemoState, 'fault' | 'bursting'> {
  act(action: Action): Promise<void>;
}

const groups = [...new Set(actions.map((action) => buttonOf(action).group))];

/**
 * The buttons. None is ever disabled, so that none loses the focus; a burst during a burst is none. A fault that lasts
 * is the current one of its group, not pressed: pressing it again does not end it.
 */
export function Controls({ fault, bursting, act }: ControlsProps): ReactNode {
  const button = (action: Action): ReactNode => {
    const { title, hint, fault: lasts } = buttonOf(action);
    const isBursting = action === 'burst' && bursting;
    return (
      <button
        key={action}
        type="button"
        data-action={action}
        data-active={action === fault || isBursting}
        aria-current={lasts === undefined ? undefined : action === fault}
        aria-disabled={isBursting ? true : undefined}
        aria-describedby={`hint-${action}`}
        onClick={() => void act(action)}
      >
        <b>{title}</b>
        <small id={`hint-${action}`} aria-hidden="true">
          {hint}
        </small>
      </button>
    );
  };
  return (
    <section id="controls" className="controls" aria-label="What to do to them" tabIndex={-1}>
      {groups.map((group) => (
        <fieldset key={group}>
          <legend>{group}</legend>
          {actions.filter((action) => buttonOf(action).group === group).map(button)}
        </fieldset>
      ))}
    </section>
  );
}
