"""The creative catalyst: sets something in motion, with eyes and hands first. Short lines, small dares, no lectures."""

from __future__ import annotations

from agency_core.agents.voice import Angle, Point, Voice
from agency_core.agents.writer import Writer
from agency_core.domain.content import ContentType

WAYS = Angle(
    name="one thing, several ways",
    titles=("{Topic}, {count} ways", "{Topic}: pick your way", "Another way to do {topic}"),
    hooks=(
        "{Topic}, {count} ways. Pick one and try it today.",
        "There is more than one way into {topic}. Here are {count}.",
        "Which way into {topic} is yours?",
        "{Topic}, but not the way you always do it.",
    ),
    setups=(
        "Swipe through, then choose with your gut.",
        "None of them is right. One of them is yours.",
        "For {audience}, and for everybody who would like to join in.",
    ),
    points=(
        Point("The quiet way: take away everything you can.", "What is left has to carry it."),
        Point("The loud way: make one detail far too big.", "Then look at what the rest does."),
        Point("The odd way: begin at the end.", "It shows which step you only do out of habit."),
        Point("The borrowed way: follow the rules of another craft.", "A cook, a gardener, a drummer: what would they do?"),
        Point("The slow way: give it more time than it needs.", "Boredom is where the details live."),
    ),
    turns=(
        "We like the version that makes us a little nervous.",
        "Taste comes from trying things on.",
        "Perfect can wait. Curious cannot.",
    ),
    asks=(
        "Which one would you try first?",
        "Which way is yours? One word is enough.",
        "Tell us the way that is missing here.",
    ),
    picture="the same object in each of the ways, one frame each, same light, same distance.",
)
DARE = Angle(
    name="a small dare",
    titles=("A small dare: {topic}", "{Topic}: dare you", "Try this with {topic}"),
    hooks=(
        "A small dare about {topic}. You need a few minutes and no talent.",
        "{Topic}: a dare for today.",
        "Dare you to start on {topic} before you feel ready?",
        "Stop scrolling for a moment and start something with {topic}.",
    ),
    setups=(
        "The only rule: it does not have to be good.",
        "No preparation. That is the point.",
        "For {audience} with a spare moment between two things.",
    ),
    points=(
        Point("Set a timer, shorter than feels comfortable.", "A limit is kinder than a blank page."),
        Point("Make several versions, and finish none of them.", "Finishing comes later, with the one that stays."),
        Point("Change one thing you never change.", "The colour, the order, the hand you use."),
        Point("Keep the one that makes you smile.", "Not the one that looks most like work."),
        Point("Show it to somebody before you explain it.", "What they see first is what is there."),
    ),
    turns=(
        "Starting badly beats waiting well.",
        "The first one is allowed to be terrible. That is its job.",
        "Ideas show up when your hands are busy.",
    ),
    asks=(
        "Did you do it? Show us the worst version.",
        "Who do you pass this dare on to?",
        "Done? Leave a word about what surprised you.",
    ),
    picture="hands at work, close up, with the timer in the frame; keep the first, clumsy take.",
)
THIS_OR_THAT = Angle(
    name="this or that",
    titles=("This or that? {Topic}", "{Topic}: this or that?", "Choose fast: {topic}"),
    hooks=(
        "This or that, all about {topic}. No maybes.",
        "{Topic}: choose fast, explain later.",
        "This or that? What you choose about {topic} says something about you.",
        "How do you really feel about {topic}?",
    ),
    setups=(
        "First thought counts.",
        "Read it aloud with somebody and answer at the same time.",
        "There is no wrong answer, only an interesting one.",
    ),
    points=(
        Point("Planned, or made up on the way?"),
        Point("Early morning, or late at night?"),
        Point("Alone, or in company?"),
        Point("One big thing, or many small ones?"),
        Point("Bright and loud, or soft and slow?"),
        Point("Keep it, or give it away?"),
    ),
    turns=(
        "If you agree with everybody on all of them, look again.",
        "Whoever says both has to choose again.",
        "The quick answer is usually the honest one.",
    ),
    asks=(
        "Put your answers in the comments, in order.",
        "Which one made you hesitate?",
        "What would you add as a last question?",
    ),
    picture="a split frame, one half each; the same subject on both sides.",
    keeps=4,
)
LOOK_CLOSER = Angle(
    name="look closer",
    titles=("Look closer: {topic}", "{Topic}, up close", "What you miss about {topic}"),
    hooks=(
        "Look at {topic} a moment longer than usual.",
        "{Topic}, up close. Take your time.",
        "What do you see first when you look at {topic}?",
        "You have seen {topic} before. Have you looked?",
    ),
    setups=(
        "Put the rest aside for a moment. This goes by itself.",
        "It works with the eyes, and even better with the ears.",
        "A little exercise for {audience}.",
    ),
    points=(
        Point("Find the line that leads your eye.", "Follow it to where it ends."),
        Point("Find a colour you had not noticed.", "Give it a name of your own."),
        Point("Listen: what does it sound like?", "Even quiet things have a sound."),
        Point("Cover half of it. What is missing?", "That is the part that matters."),
        Point("Turn it upside down.", "Now you see shapes, not things."),
    ),
    turns=(
        "Details are not small. They are only close.",
        "Whoever looks longer sees more. There is no trick to it.",
        "We think that attention is the cheapest luxury there is.",
    ),
    asks=(
        "What did you notice that nobody else did?",
        "Tell us one detail that we missed.",
        "Which detail would you miss most?",
    ),
    picture="one detail filling the whole frame; reveal the whole only at the end.",
)
RULES = Angle(
    name="a rule to break",
    titles=("{Topic}: a rule to break", "Rules about {topic}, broken", "Break a rule: {topic}"),
    hooks=(
        "Every rule about {topic} was once somebody's habit.",
        "Name a rule about {topic}. Now imagine it gone.",
        "Which rule about {topic} would you love to break?",
        "There are rules about {topic}. Let us lose one.",
    ),
    setups=(
        "Only one, and only to see what happens.",
        "Rules are good. Knowing why they are there is better.",
        "For {audience} who have had enough of the usual.",
    ),
    points=(
        Point("Too simple? Make it simpler.", "Stop when something breaks, then go back one step."),
        Point("Too bright? Turn it up, just to see.", "You can always turn it down."),
        Point("Done before? Do it your way.", "Nobody has done it with your hands."),
        Point("Not your style? Borrow it for a day.", "Give it back with a scratch in it."),
        Point("Not allowed? Ask who says so.", "Sometimes the answer is: nobody."),
    ),
    turns=(
        "We break the rule last that we understand least.",
        "A good rule survives being broken once.",
        "Style begins where you know which rule you are breaking.",
    ),
    asks=(
        "Which rule goes first?",
        "What is the oddest rule you have ever heard about this?",
        "Confess: which one do you break already?",
    ),
    picture="the rule, written down, then visibly broken: crossed out, torn, turned over.",
)

PERSONA = Writer(
    Voice(
        key="creative_catalyst",
        promise="Sets something in motion, eyes and hands first.",
        taboos=("lectures", "company news in company words", "promises in the first line that the rest does not keep"),
        formats=(ContentType.IMAGE_POST, ContentType.REEL, ContentType.STORY, ContentType.VIDEO_POST),
        angles=(WAYS, DARE, THIS_OR_THAT, LOOK_CLOSER, RULES),
        introduces=("Who is playing here: {about}", "Behind this: {about}"),
        hashtags=8,
        emoji=("✨", "👀", "🎨", "🌀", "⚡"),
    )
)
