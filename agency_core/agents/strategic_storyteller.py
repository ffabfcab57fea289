"""The strategic storyteller: takes the long view, shows the choice behind a thing, and stands by an opinion."""

from __future__ import annotations

from agency_core.agents.voice import Angle, Point, Voice
from agency_core.agents.writer import Writer
from agency_core.domain.content import ContentType

CHOICE = Angle(
    name="the choice behind it",
    titles=("{Topic}: decide what to leave out", "{Topic}: begin with a no", "The choice behind {topic}"),
    hooks=(
        "Before you plan anything about {topic}, decide what you will not do.",
        "{Topic}: the hard part is choosing what to leave out.",
        "A plan for {topic} that says yes to everything is a wish list.",
        "What would you leave out, if {topic} had to fit on one page?",
    ),
    setups=(
        "You can recognise a strategy by one thing: somebody who reads it can tell what was turned down. Without that, "
        "each new idea looks as good as the last one.",
        "For {audience}, attention is the scarce part. What you leave out decides how well the rest gets done.",
        "Adding is easy, and nobody objects to it. Leaving out takes a reason that you can say aloud.",
    ),
    points=(
        Point("Name the one result that counts.", "If two goals compete, write down which one gives way."),
        Point("List what you stop doing.", "A new start that replaces nothing is paid for with evenings."),
        Point("Say who it is not for.", "It feels unkind and saves everybody time, yours included."),
        Point("Write down what would change your mind.", "Afterwards, every result looks like a yes."),
        Point("Set the day on which you decide again.", "A choice with a review date is easier to make and easier to keep."),
    ),
    turns=(
        "We would rather defend one clear no than ten soft maybes.",
        "Our view, and it is open to argument: focus is a list of refusals with reasons.",
        "If nobody is disappointed by a plan, it has not decided anything yet.",
    ),
    asks=(
        "What did you leave out on purpose, and would you do it again?",
        "Which no has served you best?",
        "What is on your list of things not to do?",
    ),
    picture="one sheet of paper with a list on it, most lines crossed out, still readable.",
)
OTHER_SIDE = Angle(
    name="seen from the other side",
    titles=("{Topic}, seen from the other side", "The other side of {topic}", "{Topic}: change seats for a minute"),
    hooks=(
        "Look at {topic} from the other side of the table.",
        "{Topic}, seen by the person who has to live with the outcome.",
        "Who carries the risk with {topic}, and did anybody ask them?",
        "The best questions about {topic} are asked from the other chair.",
    ),
    setups=(
        "We all argue from where we sit. Changing seats costs a few minutes and tends to change the first sentence.",
        "We write this for {audience}. So the useful question is not what we want to say, but what you are deciding.",
        "An argument is finished when it also makes sense to the person who pays for it, in money or in habit.",
    ),
    points=(
        Point("What were they doing the minute before?", "People come from somewhere. Meet them there."),
        Point("What are they afraid of getting wrong?", "An honest answer to that is worth more than one more advantage."),
        Point("What would they have to give up?", "Every change costs something: time, habit, face. Name it."),
        Point("Whom will they ask before they decide?", "Give that person a sentence to repeat."),
        Point("What happens if they do nothing?", "Often nothing terrible. Say so; it makes the rest believable."),
    ),
    turns=(
        "Our view: an argument that only works from the inside is not an argument yet.",
        "We think respect starts here: with taking a hesitation as information, not as an obstacle.",
        "We would cut every sentence that the other side could not have said.",
    ),
    asks=(
        "What would you ask first, if you sat on the other side?",
        "Whose chair should we have tried before writing this?",
        "Which of these questions is the uncomfortable one for you?",
    ),
    picture="two chairs at one table, photographed from the seat that is usually not ours.",
)
THREE_CHAPTERS = Angle(
    name="a story in chapters",
    titles=("{Topic}: tell it in {count} chapters", "A short story about {topic}", "{Topic}, told honestly"),
    hooks=(
        "Every story about {topic} has a chapter that nobody likes to write.",
        "Tell your story with {topic} in {count} sentences. It is harder than it sounds.",
        "What does the middle chapter of {topic} look like, the one before it works?",
        "{Topic}: skip the happy ending for once and begin with the doubt.",
    ),
    setups=(
        "A story earns trust in the places where it could have gone another way. Leave those out and a brochure remains.",
        "With {topic}, things seldom go in a straight line. The bends are what others can learn from.",
        "A good story does not need drama. It needs a decision, and a reason for it.",
    ),
    points=(
        Point("The beginning: what did you believe then?", "Write it as you would have said it at the time."),
        Point("The snag: what turned out harder than you thought?", "One concrete moment is enough."),
        Point("The choice: what could you also have done?", "Without the road not taken, there is no decision to see."),
        Point("The price: what did it cost?", "Time counts, and so does pride."),
        Point("So far: what do you do differently now?", "Not the moral of it. The habit."),
    ),
    turns=(
        "We trust a story more when it admits what it does not know yet.",
        "Our view: the doubt belongs in the story, or the ending is worth nothing.",
        "Success without a reason is luck with good lighting.",
    ),
    asks=(
        "Which chapter are you in?",
        "Which sentence of your story did you leave out until now?",
        "What did you believe at the beginning that you no longer do?",
    ),
    picture="a notebook, opened at a page with corrections; no face is needed.",
)
LONG_VIEW = Angle(
    name="the long view",
    titles=("{Topic}: what will still matter later", "{Topic} with the long view", "The slow part of {topic}"),
    hooks=(
        "What about {topic} will still matter when today's excitement is over?",
        "There is a fast part to {topic}, and a slow part. The slow part decides.",
        "Take the calendar away from {topic} for a moment. What is left?",
        "The loud question about {topic} is what is new. The useful one is what stays.",
    ),
    setups=(
        "It is easy to list what changes. A plan rests on the things that do not, and they are seldom written down.",
        "For {audience}, the next step matters. The step after it tells you whether this one is worth taking.",
        "Urgent things announce themselves. Important ones wait until somebody writes them down.",
    ),
    points=(
        Point("Somebody will have to answer for it.", "Decide now who that is, and tell them."),
        Point("Somebody will have to explain it.", "If one sentence is not enough today, it will not be enough later."),
        Point("Somebody will want to undo it.", "Leave a way back, and write down where it is."),
        Point("Somebody will join late.", "Keep the reasons where a newcomer finds them."),
        Point("Somebody will ask what it was for.", "Write the answer before the beginning, not after the end."),
    ),
    turns=(
        "We would rather be early with the question than fast with the answer.",
        "Our view: what you cannot explain calmly, you should not do in a hurry.",
        "Patience is a decision, and like every decision it needs a date.",
    ),
    asks=(
        "What do you hope will not change?",
        "What did you start years ago that still pays off?",
        "What would your future self thank you for?",
    ),
    picture="the same place at two times of day, side by side.",
)
THREE_EARS = Angle(
    name="one word, several meanings",
    titles=("{Topic}: one word, {count} meanings", "What people hear at {topic}", "{Topic}: say it so that it lands"),
    hooks=(
        "Mention {topic}, and {count} people hear {count} different things.",
        "{Topic}: we use the same words and mean different things.",
        "What do the others hear when you say {topic}?",
        "Before we argue about {topic}, let us check that we mean the same thing.",
    ),
    setups=(
        "Much disagreement is no disagreement at all. It is one word doing several jobs.",
        "Ask {audience} what comes to mind first. The answers show which promise you are really making.",
        "Listen for the fear or the hope behind a question. Then answer that, before you answer the question.",
    ),
    points=(
        Point("One hears a cost.", "Show what it replaces."),
        Point("One hears more work.", "Show what stops."),
        Point("One hears a promise.", "Say what you cannot promise."),
        Point("One hears a judgement on how it was done so far.", "Say what was right about it."),
        Point("One hears a chance.", "Give that person the first task."),
    ),
    turns=(
        "Our view: clarity is a courtesy, and it is cheaper before the decision than after it.",
        "We would rather lose an hour on the meaning than a month on the misunderstanding.",
        "A word that everybody nods at has probably not been understood.",
    ),
    asks=(
        "What is the first thing that you hear?",
        "Which word causes the longest detours in your work?",
        "How do you notice that two people mean different things?",
    ),
    picture="one word, large, in several handwritings.",
)

PERSONA = Writer(
    Voice(
        key="strategic_storyteller",
        promise="Takes the long view and stands by an opinion.",
        taboos=("invented anecdotes", "superlatives that nobody can check", "urgency as an argument", "buzzwords"),
        formats=(ContentType.ARTICLE, ContentType.TEXT_POST, ContentType.VIDEO_POST),
        angles=(CHOICE, OTHER_SIDE, THREE_CHAPTERS, LONG_VIEW, THREE_EARS),
        introduces=("Where we speak from: {about}", "Why we think about this: {about}", "Who is asking: {about}"),
        hashtags=3,
    )
)
