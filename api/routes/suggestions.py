def _with_gist(reply: Reply, question: Question, reader: str, context: Context) -> SuggestionOut:
    """In the documents' own words; else as a translator has it, where one is configured."""
    out = SuggestionOut(**reply_out(reply, for_agent=True).model_dump())
    if not reader or same_language(reply.language, reader):
        return out
    services = context.services
    gist = services.engine.gist(question, reply, reader)
    if gist:
        return out.model_copy(update={"gist": gist, "gist_translation": "document"})
    if services.desk is not None:
        gist = services.desk.gist(reply.text, reply.language, reader)
    return out.model_copy(update={"gist": gist, "gist_translation": "machine"}) if gist else out
