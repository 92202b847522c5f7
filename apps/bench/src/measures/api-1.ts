import { apiRatios } from '../parts/api-ratios.ts';
import type { WorkMeasure } from '../parts/measure.ts';

export const measure: WorkMeasure<'api'> = { ...apiRatios(1), title: 'Calling an API, one call at a time' };
