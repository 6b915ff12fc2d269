using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Liten.Generators;

/// <summary>A place in the source, without the syntax tree that a <see cref="Location"/> would keep alive.</summary>
internal readonly record struct SourceSpan(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourceSpan Of(Location location) =>
        new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
