import type { ReactNode } from 'react';

interface TableProps {
  readonly label: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}

/** A table of figures; each row begins with its title. Where it has no room it is scrolled; where it has, no figure that grows moves another. */
export function Table({ label, titles, rows }: TableProps): ReactNode {
  return (
    <section className="overflow-x-auto" tabIndex={0} aria-label={label}>
      <table className="w-full text-note sm:table-fixed" aria-label={label}>
        <thead>
          <tr>{titles.map((title) => (title === '' ? <td key={title} /> : <th key={title}>{title}</th>))}</tr>
        </thead>
        <tbody>
          {rows.map(([name, ...figures], row) => (
            <tr key={row}>
              <th scope="row">{name}</th>
              {figures.map((figure, column) => (
                <td key={column}>{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
