import type { Dice } from './dice.ts';

/** A country as the demo needs it: how people there are called, reached and connected. */
export interface DemoCountry {
  readonly code: string;
  /** How many of a hundred customers live there. */
  readonly share: number;
  /** Hours ahead of UTC, roughly: when people are awake. */
  readonly utcOffset: number;
  /** First two numbers of addresses that big access providers hand out there. */
  readonly networks: readonly string[];
  /** International prefix and a pattern whose `#` are digits; numbers set aside for fiction where the country has such. */
  readonly phone: string;
  readonly given: readonly string[];
  readonly family: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

export const demoCountries: readonly DemoCountry[] = [
  {
    code: 'DE',
    share: 13,
    utcOffset: 1,
    networks: ['91.0', '91.32', '84.128', '79.192'],
    phone: '+4915550####0#',
    given: words('Lena Jonas Mia Felix Hannah Lukas Sophie Paul Clara Maximilian Johanna Niklas Greta Moritz Katharina Björn'),
    family: words('Vogel Brandt Lehmann Krüger Hartmann Winkler Sommer Albrecht Böhm Ziegler Kessler Arnold Seidel Pohl Engel'),
  },
  {
    code: 'GB',
    share: 12,
    utcOffset: 0,
    networks: ['86.128', '81.128', '109.144'],
    phone: '+447700900###',
    given: words('Oliver Amelia George Isla Harry Freya Arthur Poppy Callum Niamh Rhys Imogen Ewan Tabitha Zara Kieran'),
    family: words('Hughes Foster Sinclair Barlow Whitfield Pemberton Marsh Holloway Ashworth Kaur Doyle Blackwood Prescott Rowe'),
  },
  {
    code: 'US',
    share: 12,
    utcOffset: -6,
    networks: ['73.0', '73.100', '98.192'],
    phone: '+120255501##',
    given: words('Emily Marcus Grace Tyler Naomi Andre Hailey Darius Leah Cody Jasmine Trevor Maya Brandon Elena Isaiah'),
    family: words('Carter Whitman Delgado Freeman Hoffman Nakamura Sullivan Boyd Pruitt Vasquez Lindgren Okafor Mercer Tran'),
  },
  {
    code: 'FR',
    share: 9,
    utcOffset: 1,
    networks: ['90.0', '90.60', '86.192', '92.128'],
    phone: '+336399801##',
    given: words('Camille Hugo Inès Louis Manon Théo Chloé Antoine Élise Baptiste Jade Romain Anaïs Mathis Salomé Yanis'),
    family: words('Lefèvre Moreau Girard Faure Rousseau Chevalier Blanchard Gauthier Perrin Marchand Roussel Dufour Benali'),
  },
  {
    code: 'JP',
    share: 8,
    utcOffset: 9,
    networks: ['126.0', '126.100', '114.144'],
    phone: '+819055500###',
    given: words('Haruto Yui Sota Aoi Ren Hina Kaito Sakura Daiki Mei Takumi Rin Shota Nanami Kenta Misaki'),
    family: words('Sato Takahashi Ishikawa Mori Fujita Okamoto Hasegawa Ueda Nishimura Kawaguchi Matsuda Arai Kondo'),
  },
  {
    code: 'BR',
    share: 8,
    utcOffset: -3,
    networks: ['177.32', '189.0', '201.0'],
    phone: '+55119555500##',
    given: words('Gabriel Larissa Mateus Beatriz Thiago Camila Rafael Júlia Bruno Fernanda Caio Letícia Vinícius Mariana'),
    family: words('Carvalho Barbosa Teixeira Nogueira Moreira Cardoso Azevedo Pinheiro Machado Fonseca Rezende Peixoto'),
  },
  {
    code: 'IN',
    share: 8,
    utcOffset: 5.5,
    networks: ['117.192', '122.160', '49.32'],
    phone: '+9190555500##',
    given: words('Aarav Ananya Vihaan Diya Rohan Ishita Arjun Kavya Karthik Meera Nikhil Pooja Siddharth Tanvi Farhan'),
    family: words('Iyer Deshpande Banerjee Reddy Kulkarni Mehta Chatterjee Nair Bhatia Saxena Pillai Qureshi Joshi Menon'),
  },
  {
    code: 'ES',
    share: 6,
    utcOffset: 1,
    networks: ['83.32', '88.0', '79.144'],
    phone: '+3465555500#',
    given: words('Lucía Martín Sofía Álvaro Carmen Pablo Marta Adrián Irene Sergio Nerea Iker Alba Rubén'),
    family: words('Ortega Navarro Serrano Molina Castro Rubio Herrera Iglesias Vidal Cabrera Soler Aguirre Prieto'),
  },
  {
    code: 'NL',
    share: 5,
    utcOffset: 1,
    networks: ['77.160', '86.80', '84.24'],
    phone: '+3165555500#',
    given: words('Daan Emma Sem Fenna Bram Lotte Thijs Sanne Ruben Femke Jasper Noor'),
    family: words('Bakker Visser Dekker Mulder Hoekstra Jansen Verhoeven Postma Kuipers Scholten Brouwer'),
  },
  {
    code: 'SG',
    share: 5,
    utcOffset: 8,
    networks: ['116.14', '218.186'],
    phone: '+6590555#0#',
    given: words('Wei Hui Jun Xin Kai Mei Aisyah Darren Priya Rachel Shawn Farah'),
    family: words('Tan Lim Goh Ong Chua Koh Teo Ng Rahman Krishnan Yeo Sim'),
  },
  {
    code: 'PL',
    share: 4,
    utcOffset: 1,
    networks: ['83.0', '79.184', '31.0'],
    phone: '+4855550####',
    given: words('Jakub Zuzanna Szymon Maja Kacper Oliwia Michał Hanna Łukasz Agnieszka Wojciech Ewa'),
    family: words('Nowicki Kamiński Zieliński Dąbrowska Wójcik Król Jabłońska Pawlak Sikora Malinowski'),
  },
  {
    code: 'NG',
    share: 4,
    utcOffset: 1,
    networks: ['105.112', '197.210', '102.88'],
    phone: '+2348055500##',
    given: words('Chinedu Adaeze Tunde Folake Emeka Ngozi Ibrahim Zainab Segun Amina Uche Yetunde'),
    family: words('Adeyemi Eze Balogun Nwosu Abubakar Ogunleye Chukwu Lawal Obi Adebayo'),
  },
  {
    code: 'AE',
    share: 3,
    utcOffset: 4,
    networks: ['94.200', '86.96', '5.192'],
    phone: '+97155550####',
    given: words('Omar Layla Hamad Noura Khalid Mariam Yusuf Salma Rashid Huda'),
    family: words('Haddad Mansour Farouk Khoury Najjar Saleh Darwish Sabbagh Aziz'),
  },
  {
    code: 'AU',
    share: 3,
    utcOffset: 10,
    networks: ['1.120', '101.160', '120.144'],
    phone: '+61491570###',
    given: words('Jack Matilda Lachlan Ruby Cooper Willow Angus Tahlia Hamish Indigo'),
    family: words('Fraser Donovan McKenzie Gallagher Nguyen Hartley Papadopoulos Lawson Byrne'),
  },
];

export const countryOf = (code: string): DemoCountry =>
  demoCountries.find((country) => country.code === code) ?? (demoCountries[0] as DemoCountry);

/** An address in one of a country's access networks. */
export const addressIn = (dice: Dice, country: DemoCountry): string =>
  `${dice.pick(country.networks)}.${dice.between(1, 200)}.${dice.between(2, 250)}`;

/** Another address of the same /24, as a provider hands them out after a reconnect. */
export const sameNetwork = (dice: Dice, address: string): string => `${address.slice(0, address.lastIndexOf('.'))}.${dice.between(2, 250)}`;
