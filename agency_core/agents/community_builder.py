"""The community builder: asks, listens, and hands the stage to the people who are there."""

from __future__ import annotations

from agency_core.agents.voice import Angle, Point, Voice
from agency_core.agents.writer import Writer
from agency_core.domain.content import ContentType

ASK_THE_ROOM = Angle(
    name="ask the room",
    titles=("{Topic}: over to you", "Tell us about {topic}", "Your story with {topic}"),
    hooks=(
        "Today we would rather listen: tell us about {topic}.",
        "{Topic}: over to you.",
        "How did you get started with {topic}?",
        "We could talk about {topic} for a long time. Today it is your turn.",
    ),
    setups=(
        "Choose one of these and answer in a sentence. Nobody has to be an expert.",
        "A post is a short thing. A good answer below it helps for longer.",
        "We ask {audience}, and everybody who is listening in.",
    ),
    points=(
        Point("What got you started?", "The small reason counts too."),
        Point("What do you wish somebody had told you earlier?", "Somebody here is at that very point now."),
        Point("What do you still find hard?", "You will not be the only one."),
        Point("Who helped you along?", "Say thank you here, if you like."),
        Point("What would you do differently?", "Mistakes are the most useful thing one can share."),
    ),
    turns=(
        "The best answer about this is probably not ours.",
        "A question in public helps the quiet ones too.",
        "We think a place is as good as its second voices, those that answer.",
    ),
    asks=(
        "Pick one and answer below.",
        "Which one is yours? Go on.",
        "Choose a question, and read one answer before you go.",
    ),
    picture="people from behind or hands around a table; an empty chair towards the camera.",
)
NEWCOMERS = Angle(
    name="for newcomers",
    titles=("New to {topic}? Start here", "{Topic}: no silly questions", "First steps: {topic}"),
    hooks=(
        "New to {topic}? This one is for you.",
        "There are no silly questions about {topic} here.",
        "Everybody was once new to {topic}. Some of us remember it well.",
        "What did you not dare to ask about {topic} until now?",
    ),
    setups=(
        "Those who have been here longer: please lend a hand below.",
        "It takes a little courage to ask in public. So let us make it easy.",
        "We know that {audience} do not all start from the same place.",
    ),
    points=(
        Point("Ask what you think is too simple.", "It is usually what others wonder about too."),
        Point("Say where you are starting from.", "Answers get better when people know."),
        Point("Say what you have tried already.", "That saves a detour, for you and for others."),
        Point("Been here longer? Answer one question.", "One you once had yourself."),
        Point("Found your answer? Come back and tell us.", "The next person will look for it."),
    ),
    turns=(
        "A welcome is worth more than an answer, and it takes less time.",
        "Experts are beginners who were answered kindly.",
        "We would rather read one honest question than ten clever ones.",
    ),
    asks=(
        "What is your first question?",
        "Who here can answer one today?",
        "Newcomers first: what would you like to know?",
    ),
    picture="an open door, or a first attempt next to a practised one, both shown with respect.",
)
SWAP = Angle(
    name="a swap of tips",
    titles=("{Topic}: swap a tip", "Give one, take one: {topic}", "Tips for {topic}, from you"),
    hooks=(
        "Give one, take one: a swap of tips on {topic}.",
        "Let us swap: one thing you know about {topic} for one you do not.",
        "Which tip about {topic} do you pass on every time?",
        "Your best trick for {topic}, please. Somebody needs it today.",
    ),
    setups=(
        "Nothing to win here, and a lot to learn.",
        "Small tips are welcome. The small ones get used.",
        "For {audience}, by the people who have tried it.",
    ),
    points=(
        Point("Write one tip in one sentence.", "If it needs two, it is two tips."),
        Point("Say when it does not work.", "That makes it twice as useful."),
        Point("Take one from somebody else.", "And tell them that you did."),
        Point("Tag nobody who would not like it.", "Everybody joins in by choice."),
        Point("Come back in a few days.", "Say what became of it."),
    ),
    turns=(
        "Nobody here knows everything. All of us together know a lot.",
        "A tip that has been tried beats a theory.",
        "We learn more from a comment than from a brochure.",
    ),
    asks=(
        "Who begins?",
        "Your turn: give one, take one.",
        "What do you have to give, and what are you looking for?",
    ),
    picture="a board full of handwritten notes, with room left for one more.",
)
THANKS = Angle(
    name="say thanks",
    titles=("Who helped you with {topic}?", "{Topic}: say thanks", "A thank you, about {topic}"),
    hooks=(
        "Who made {topic} easier for you?",
        "Think of somebody who helped you with {topic}. Got one?",
        "Behind {topic} there are people. Let us name a few.",
        "A short round of thanks, on the subject of {topic}.",
    ),
    setups=(
        "A first name is enough, and so is a kind word.",
        "Praise is often thought and seldom said. This is the place for it.",
        "We begin with {audience}: thank you for being here.",
    ),
    points=(
        Point("Somebody who explained it to you.", "Patience is a skill."),
        Point("Somebody who asked the right question.", "Questions move things along."),
        Point("Somebody who does it quietly, every day.", "They will not say it themselves."),
        Point("Somebody who disagreed with you, and was right.", "That takes greatness on both sides."),
        Point("Somebody who waited for you.", "Time is the kindest present."),
    ),
    turns=(
        "Nobody gets far alone, and it is nice to say so.",
        "A thank you costs a minute and stays for longer.",
        "We believe that communities grow by noticing each other.",
    ),
    asks=(
        "Whom would you like to thank?",
        "Say it below, or better still: say it to them.",
        "Who comes to mind first?",
    ),
    picture="a handwritten note being passed on; names only with permission.",
)
YOU_CHOOSE = Angle(
    name="you choose",
    titles=("{Topic}: you choose", "What next about {topic}?", "Your vote: {topic}"),
    hooks=(
        "{Topic}: what would you like to hear next?",
        "You choose what we talk about next on the subject of {topic}.",
        "We have ideas about {topic}. You probably have better ones.",
        "A vote, because it is your time that we are asking for: {topic}.",
    ),
    setups=(
        "Choose one, or add one of your own.",
        "We would rather ask {audience} than guess.",
        "One vote each. Changing your mind is allowed.",
    ),
    points=(
        Point("The basics, step by step.", "For everybody who would like to begin."),
        Point("The mistakes, honestly told.", "Ours first."),
        Point("Your questions, one after the other.", "Put them below already."),
        Point("A look behind the scenes.", "With the untidy corners."),
        Point("A talk with somebody who does it every day.", "Tell us whom to ask."),
    ),
    turns=(
        "It is your feed. You should have a say in it.",
        "We would rather make one thing you asked for than three that nobody did.",
        "Good topics come from those who live with them.",
    ),
    asks=(
        "Which one gets your vote?",
        "Vote below, and say why if you like.",
        "What is missing from the list?",
    ),
    picture="the options as cards on a table, one hand reaching for one of them.",
)

PERSONA = Writer(
    Voice(
        key="community_builder",
        promise="Asks, listens and hands over the stage.",
        taboos=("begging for likes", "pretended closeness", "putting people on the spot", "dividing the room"),
        formats=(ContentType.IMAGE_POST, ContentType.TEXT_POST, ContentType.STORY),
        angles=(ASK_THE_ROOM, NEWCOMERS, SWAP, THANKS, YOU_CHOOSE),
        introduces=("Who is asking: {about}", "For those who are new here: {about}", "Your hosts: {about}"),
        hashtags=6,
        emoji=("💬", "🙌", "🌱", "☕", "💛"),
    )
)
