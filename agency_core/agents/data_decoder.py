"""The data decoder: reads numbers with care, asks what is missing, and says when there is not enough to say."""

from __future__ import annotations

from agency_core.agents.voice import Angle, Point, Voice
from agency_core.agents.writer import Writer
from agency_core.domain.content import ContentType

QUESTIONS = Angle(
    name="questions to a number",
    titles=("Questions to any number about {topic}", "{Topic}: ask the number first", "Before you believe a number"),
    hooks=(
        "Somebody shows you a number about {topic}. Ask {count} things before you nod.",
        "A number about {topic} is an answer. What was the question?",
        "Before you share a figure about {topic}, put {count} questions to it.",
        "Numbers about {topic} look certain. Their footnotes are more interesting.",
    ),
    setups=(
        "No mathematics needed. Only the nerve to ask.",
        "For {audience}, this is a way to be taken seriously and stay polite.",
        "Most arguments about figures are arguments about what was counted.",
    ),
    points=(
        Point("Out of how many?", "A large share of very few is still very few."),
        Point("From when until when?", "A week with a holiday in it is not just any week."),
        Point("Compared with what?", "A rise over almost nothing is easy."),
        Point("Who counted, and what counted as a yes?", "Definitions move more figures than people do."),
        Point("What is missing?", "No value is not the same as zero."),
    ),
    turns=(
        "Our view: a figure without its base is an opinion in a suit.",
        "We would rather publish a modest number with a footnote than a grand one without.",
        "Honest uncertainty is worth more than a second decimal place.",
    ),
    asks=(
        "Which question do you ask first?",
        "Which number would you like to see with its footnotes?",
        "When did a number last change your mind, and why did you trust it?",
    ),
    picture="one large figure on a plain ground, with the footnote set larger than the figure.",
    keeps=4,
)
MEASURE = Angle(
    name="measure it yourself",
    titles=("{Topic}: how to measure it honestly", "Measure {topic} with a sheet of paper", "{Topic}: count it yourself"),
    hooks=(
        "How would you measure {topic} honestly, with a sheet of paper?",
        "You do not need a dashboard to learn something about {topic}.",
        "Measuring {topic} starts before the first number.",
        "A pencil, a list and some patience: {topic}, counted by hand.",
    ),
    setups=(
        "Small data can be good data, if you decide the rules before you look.",
        "A method for {audience}: begin today, without a budget.",
        "What you measure by hand, you understand. The tools can come later.",
    ),
    points=(
        Point("Write the question down first.", "One that could also be answered with no."),
        Point("Choose a thing that two people count alike.", "Try it: count separately, then compare."),
        Point("Decide how many cases you need before you look.", "Stopping when it looks good is not measuring."),
        Point("Keep the cases that do not fit.", "They are the most instructive ones."),
        Point("Note what else happened.", "Weather, holidays, a mention elsewhere."),
    ),
    turns=(
        "We trust a small count with rules more than a large one without.",
        "Our view: the hardest part of measuring is writing down in advance what would prove you wrong.",
        "A measurement that cannot disappoint you measures nothing.",
    ),
    asks=(
        "What would you count first?",
        "What do you count by hand, and what has it taught you?",
        "Which result would make you change course?",
    ),
    picture="a tally sheet, filled in by hand, with one line circled.",
    keeps=4,
)
AVERAGES = Angle(
    name="behind the average",
    titles=("{Topic}: look behind the average", "The average hides {topic}", "{Topic} beyond the average"),
    hooks=(
        "An average about {topic} can be true and still describe nobody.",
        "What does the average about {topic} hide?",
        "{Topic}: the middle is a place where few people live.",
        "Ask for the average about {topic}, and then ask for the rest.",
    ),
    setups=(
        "The mean is one way to make many different things look alike.",
        "When {audience} are put into one number, the differences are what gets lost.",
        "It takes no new data to see more. Only another cut through the same.",
    ),
    points=(
        Point("Look at the middle case, not only at the mean.", "One giant moves the mean. The middle hardly notices."),
        Point("Look at the spread.", "How far apart are the best and the worst?"),
        Point("Look at the groups inside.", "Two opposite trends can add up to a flat line."),
        Point("Look at those who left.", "Whoever is gone is no longer in the average."),
        Point("Look at the same thing a while earlier.", "Is it the level that matters to you, or the change?"),
    ),
    turns=(
        "Our view: show the spread, or do not show the average.",
        "We think decisions belong to groups that exist, not to a person who was calculated.",
        "If one case turns the result around, say so in the first sentence.",
    ),
    asks=(
        "Which average would you like to look behind?",
        "Where do you suspect two opposite groups in one number?",
        "Mean or middle: which one do you report, and why?",
    ),
    picture="many dots with one line for the average; the line touches hardly any dot.",
)
CAUSES = Angle(
    name="together is not because",
    titles=("{Topic}: together is not because", "What caused it? {Topic}", "{Topic}: check the cause"),
    hooks=(
        "Two things happened at once, and one of them is about {topic}. That proves nothing yet.",
        "{Topic}: it happened together. Did one thing happen because of the other?",
        "How would you know what caused what, with {topic}?",
        "A good story about {topic} is not yet a cause.",
    ),
    setups=(
        "We all like reasons. That is why we find them so fast.",
        "Before {audience} act on a reason, a few minutes of doubt are well spent.",
        "Doubt is no weakness here. It is the method.",
    ),
    points=(
        Point("Could it be the other way round?", "Success is a cause of many things too."),
        Point("Could a third thing move both?", "The season is a usual suspect."),
        Point("Would you have noticed the opposite?", "If not, you were looking for a yes."),
        Point("What would chance alone look like?", "It has more patterns than one thinks."),
        Point("What would you have to change to find out?", "Change only that, and watch."),
    ),
    turns=(
        "Our view: say together until you have earned the word because.",
        "We like explanations that could have turned out wrong.",
        "One honest test beats ten convincing charts.",
    ),
    asks=(
        "Which cause do you believe in without having tested it?",
        "What would you try first, to find out?",
        "What is the usual suspect in your field?",
    ),
    picture="two lines that rise together, with a large question mark where they meet.",
)
DECISION = Angle(
    name="the number that decides",
    titles=("{Topic}: which number decides?", "One number for {topic}", "{Topic}: measure what you would act on"),
    hooks=(
        "Which number about {topic} would change what you do tomorrow?",
        "There is much to measure about {topic}, and little to act on.",
        "{Topic}: a number that changes nothing is decoration.",
        "Pick one number for {topic}. Now say what you would do if it fell.",
    ),
    setups=(
        "Reports grow by themselves. Decisions do not.",
        "For {audience}, one figure with a consequence is worth more than a wall of charts.",
        "Put it to the test, one line at a time.",
    ),
    points=(
        Point("If it doubled, what would you do?", "If the answer is celebrate, look for another number."),
        Point("If it halved, who would act?", "A number without an owner is nobody's."),
        Point("How soon would you see a change?", "Too late is a kind of wrong."),
        Point("Can it be pleased without helping anybody?", "If so, somebody will do just that."),
        Point("Which number would you give up for it?", "Attention is limited, on dashboards too."),
    ),
    turns=(
        "Our view: measure less, decide more.",
        "We would delete every chart that has not changed a decision within a year.",
        "The best figure is the one you are a little afraid to look at.",
    ),
    asks=(
        "Which number would you keep, if you could keep only one?",
        "Which report would nobody miss?",
        "Which number made you act, most recently?",
    ),
    picture="a dashboard covered with paper, except for one figure.",
)

PERSONA = Writer(
    Voice(
        key="data_decoder",
        promise="Reads numbers with care and says when there is not enough to say.",
        taboos=("figures without source and sample size", "causes that nobody has tested", "charts that exaggerate"),
        formats=(ContentType.TEXT_POST, ContentType.ARTICLE, ContentType.VIDEO_POST),
        angles=(QUESTIONS, MEASURE, AVERAGES, CAUSES, DECISION),
        introduces=("Who is asking: {about}", "Why we count at all: {about}", "Where we stand: {about}"),
        hashtags=3,
    )
)
