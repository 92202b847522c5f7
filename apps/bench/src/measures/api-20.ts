import { apiRatios } from '../parts/api-ratios.ts';
import type { WorkMeasure } from '../parts/measure.ts';

export const measure: WorkMeasure<'api'> = {
  ...apiRatios(20),
  title: 'Calling an API, 20 calls at a time',
  chart: {
    title: 'CPU of calling an API with a token, times plain fetch',
    subtitle: 'POST of 1 kB, 20 calls at a time; less is better',
    key: 'postCpu',
    unit: 'ratio',
  },
};
