import { describeInvariants } from './suite';

describeInvariants('go1.19');
