// Prints the rows of a Parquet file as JSON lines, read by hyparquet, which shares nothing with DuckDB.
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const rows = await parquetReadObjects({ file: await asyncBufferFromFile(process.argv[2]), compressors });
const plain = (_, value) => typeof value === 'bigint' ? Number(value) : value;
for (const row of rows) console.log(JSON.stringify(row, plain));
