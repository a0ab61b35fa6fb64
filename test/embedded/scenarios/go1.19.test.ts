import { describeScenarios } from './suite';

describeScenarios('go1.19');
