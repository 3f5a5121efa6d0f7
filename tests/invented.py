"""Twenty invented news texts for the annotators' page: some with emoji, some without any event."""

from __future__ import annotations

TEXTS = {
    "doc-01": """Mayor signs again in Belleville

On 14 May 2019 Mayor Dana Holloway of Belleville and Mayor Xu Ping of Gunpo renewed the sister city agreement. \
The two cities have been sister cities since 1996.""",
    "doc-02": """Students fly to Mito 🎒🇯🇵

Twenty students of Anaheim High School will visit Mito, Japan, the sister city of Anaheim, in July 2020. \
They stay with families for ten days. 🏠 Tickets for the summer fair are on sale.""",
    "doc-03": """Choir from Salzburg sings

A choir from Salzburg gave two concerts in its twin town of Verona on 3 June 2018. \
Next week the library closes for repairs.""",
    "doc-04": """Masks arrive from Changsha 😷

Changsha sent 40,000 masks to its sister city Annapolis in April 2020. 📦 \
The city thanked its friends. A second box went to a hospital.""",
    "doc-05": """Trade mission leaves

Eight companies from Freiburg went to Matsuyama on 5 October 2017 to show solar roofs at a trade fair. \
Freiburg and Matsuyama are sister cities.""",
    "doc-06": """Road works on Mill Lane

Mill Lane is closed from Monday. Drivers should take the ring road.""",
    "doc-07": """Delegation from Suwon in Townsville

A five-member delegation of Suwon city hall visited Townsville on 12 March 2019 to learn about waste water. \
Mayor Lena Marsh received them.""",
    "doc-08": """Football juniors to Reims

The junior football team of Canterbury will play in Reims, its twin town, in August 2021. ⚽ \
The club sells cake to pay the bus.""",
    "doc-09": """A garden for Nagoya

Gardeners from Nagoya planted a tea garden in Sydney on 1 September 2016. \
The garden is a gift of the sister city.""",
    "doc-10": """Fire engine for Chegutu

Windhoek gave a used fire engine to its partner city Chegutu on 7 February 2015. 🚒""",
    "doc-11": """Furniture makers look east

Furniture makers from Udine signed a contract with shops in Esslingen on 9 November 2018. \
The chambers of commerce of both twin towns led the talks.""",
    "doc-12": """What a twin town is for

Twin towns bring people together. Our town has four of them, and every year there are many visits.""",
    "doc-13": """Visit to Tampere put off

The visit of the council of Essen to its twin town Tampere, planned for May 2020, was cancelled. \
Mayor Olaf Kern hopes for next year.""",
    "doc-14": """Pupils from Oulu 🙂 and Halle draw

Pupils from Oulu and Halle drew 🎨 a mural together in Halle on 20 April 2018. 👩‍🎨 Oulu is a twin town of Halle.""",
    "doc-15": """Film week

Cork showed films from its sister city Cologne in November 2019. \
Three directors from Cologne came to talk.""",
    "doc-16": """Books for Lviv

The library of Freiburg sent 3,000 books to Lviv, its partner city, on 10 January 2017.""",
    "doc-17": """Breweries at the fair

Brewers from Plzeň had a stand at the beer fair in Regensburg on 18 June 2016. \
Regensburg and Plzeň are twin towns.""",
    "doc-18": """Bus timetable

From Sunday line 4 runs every ten minutes. There is a stop at the new school.""",
    "doc-19": """Two trips in one year

Council members of Albany went to Nijmegen on 4 May 2014 and signed a letter on bicycles. \
On 20 August 2014 thirty pupils from Nijmegen came to Albany, its sister city, for two weeks.""",
    "doc-20": """Orchestra back home

The youth orchestra of Ghent came home from Mohács on 30 July 2019 after five concerts in the twin town. 🎻""",
}
