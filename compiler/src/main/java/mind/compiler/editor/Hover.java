package mind.compiler.editor;

import mind.compiler.source.Span;

/** What an editor shows for a place: MIND text, such as {@code h: f32[batch, 256]}. */
public record Hover(String text, Span span) {}
