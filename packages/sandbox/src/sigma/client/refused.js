// The script of a refused load: tells the embedding page which code and sentence the frame shows.
import { post } from './parent.js';

const { code, message } = JSON.parse(document.body.dataset.frame ?? '{}');
post('workbook:error', { code, message });
