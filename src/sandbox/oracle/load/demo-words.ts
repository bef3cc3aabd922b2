/** What the demo's texts are made of. Several scripts, so that a wrong character set shows. */
export const firstNames = ['Anna', 'Zoë', 'Łukasz', 'Søren', 'Ayşe', 'José', 'Ирина', '美咲', 'Νίκος', 'Noor'] as const;

export const lastNames = [
  'Müller',
  'O’Brien',
  'Nowak',
  'Åberg',
  'Yılmaz',
  'García',
  'Иванова',
  '佐藤',
  'Smith',
] as const;

export const cities = [
  'Zürich',
  'Kraków',
  'København',
  'İzmir',
  'São Paulo',
  'Москва',
  '東京',
  'Oslo',
  'Leeds',
] as const;

export const productKinds = ['chair', 'table', 'lamp', 'shelf', 'desk', 'sofa', 'café set', 'Übergardine'] as const;

export const productMaterials = ['oak', 'steel', 'glass', 'linen', 'bamboo', 'cork'] as const;

export const eventKinds = ['page-view', 'search', 'basket', 'checkout', 'login', 'complaint'] as const;

export const words =
  'order basket shipping customer parcel invoice warehouse pallet scanned at gate delivery window address was not found ' +
  'returned refund approved by clerk payment retried card expired voucher applied thirty days über façade naïve € 30 ✓ ' +
  'driver called neighbour took it left with concierge signature missing weight differs from label label printed again';
