import { register } from "tsx/esm/api";

// Each worker reads the tests as they are written.
register();
