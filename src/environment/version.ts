export { packageVersion as version } from "../model/package-info.js";
