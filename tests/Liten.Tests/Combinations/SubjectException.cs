namespace Liten.Tests.Combinations;

internal sealed class SubjectException(CellRecord record) : Exception(record.Cell.ToString()), ISubjectFailure
{
    public CellRecord Record { get; } = record;
}
