import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';

const salt = Buffer.from('0123456789abcdef');
const std = (bytes: Buffer): string => bytes.toString('base64');
const bare = (bytes: Buffer): string => std(bytes).replace(/=+$/, '');
const digest = (name: string, ...parts: (Buffer | string)[]): Buffer => parts.reduce<ReturnType<typeof createHash>>((hash, part) => hash.update(part), createHash(name)).digest();

const password = 'Import-horse-1';
const template = (text: string): string => `pf=${std(Buffer.from(text))}`;

/** Name, password, hash. Those given as literals were made by other programs: crypt(3), Firebase, the reference implementations. */
export const vectors: readonly (readonly [name: string, password: string, hash: string])[] = [
  ['bcrypt 2b', password, '$2b$04$abcdefghijklmnopqrstuul68b3PUVYlgfYHU/y6YbHhD0/GR6plC'],
  ['bcrypt 2a', password, '$2a$04$abcdefghijklmnopqrstuul68b3PUVYlgfYHU/y6YbHhD0/GR6plC'],
  ['bcrypt 2y', password, '$2y$04$abcdefghijklmnopqrstuul68b3PUVYlgfYHU/y6YbHhD0/GR6plC'],
  ['argon2id', 'test', '$argon2id$v=19$m=32,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw'],
  ['argon2i', 'password', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA'],
  ...['sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map(
    (name) => [`pbkdf2-${name}`, password, `$pbkdf2-${name}$i=1000,l=32$${bare(salt)}$${bare(pbkdf2Sync(password, salt, 1000, 32, name))}`] as const,
  ),
  ['scrypt', password, `$scrypt$ln=1024,r=8,p=1$${std(salt)}$${std(scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }))}`],
  [
    'firescrypt',
    '8x4WjoDbSxJZdR',
    '$firescrypt$ln=14,r=8,p=1$sPtDhWcd1MfdAw==$xbSou7FOl6mChCyzpCPIQ7tku7nsQMTFtyOZSXXd7tjBa4NtimOx7v42Gv2SfzPQu1oxM2/k4SsbOu73wlKe1A==$Bw==$YE0dO4bwD4JnJafh6lZZfkp1MtKzuKAXQcDCJNJNyeCHairWHKENOkbh3dzwaCdizzOspwr/FITUVlnOAwPKyw==',
  ],
  ['md5 without salt', password, `$md5$${std(digest('md5', password))}`],
  ['md5 with salt', password, `$md5$${template('{PASSWORD}{SALT}')}$${std(salt)}$${std(digest('md5', password, salt))}`],
  ...['sha1', 'sha256', 'sha512'].map((name) => [name, password, `$${name}$${template('a{SALT}b{PASSWORD}$')}$${std(salt)}$${std(digest(name, 'a', salt, `b${password}$`))}`] as const),
  ...(
    [
      ['SSHA', 'sha1'],
      ['SSHA256', 'sha256'],
      ['SSHA512', 'sha512'],
    ] as const
  ).map(([label, name]) => [label, password, `{${label}}${std(Buffer.concat([digest(name, password, salt), salt]))}`] as const),
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map(
    (name) => [`hmac-${name}`, password, `$hmac-${name}$${std(Buffer.from(createHmac(name, 'key').update(password).digest('hex')))}$${std(Buffer.from('key'))}`] as const,
  ),
  ['md5-crypt', 'pw', '$md5-crypt$saltsalt$6SNdNaZLKst2LlSm7oPPL1'],
  ['md5-crypt, as crypt(3) writes it', 'pw', '$1$saltsalt$6SNdNaZLKst2LlSm7oPPL1'],
  ['sha256-crypt, default rounds', 'pw', '$5$saltstring$gpdvZHQ.qundoWJjAZwNzbBrhvpB73knRq.7HdH6Y9.'],
  ['sha256-crypt', 'Hello world!', '$sha256-crypt$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA'],
  ['sha512-crypt, a long password', 'x'.repeat(100), '$6$rounds=1000$ab$LKkTDMS/DBJYODTkgfGi.GHrMycqs.mJK9RJZTUxpRDhlJ3hCKojMcmrQsLa9i2/vxd6Bhv9B5u/5cYuAMKMX0'],
  ['md5-crypt without salt, a long password', 'x'.repeat(40), '$1$$G53W039fA8pYNjBkvdsfQ.'],
  ['sha512-crypt', password, '$sha512-crypt$rounds=5000$0123456789abcdef$IDo6YTvxkk4tl6BJX5I5poVVaJYT8cH2jGiNuHeNrD5zvEOFo/I5m/gOBSQ07QHf4h7ZpkGt/ESDHPtJvpDxM0'],
];
